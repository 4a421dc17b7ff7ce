"""Runs a command whose standard error is a terminal, and prints what it writes there: on_terminal.py COLUMNS COMMAND…"""

import os
import pty
import subprocess
import sys

from terminal import pieces, set_size

terminal, other_side = pty.openpty()
set_size(other_side, 24, int(sys.argv[1]))
process = subprocess.Popen(sys.argv[2:], stderr=other_side, stdout=subprocess.DEVNULL)
os.close(other_side)
for piece in pieces(terminal):
    sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
sys.exit(process.wait())
