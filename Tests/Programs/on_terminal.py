"""Runs a command whose standard error is a terminal, and prints what it writes there: on_terminal.py COLUMNS COMMAND…"""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

terminal, other_side = pty.openpty()
fcntl.ioctl(other_side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
process = subprocess.Popen(sys.argv[2:], stderr=other_side, stdout=subprocess.DEVNULL)
os.close(other_side)
while True:
    try:
        written = os.read(terminal, 65536)
    except OSError:  # what Linux says once nobody has the other side open
        break
    if not written:
        break
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
sys.exit(process.wait())
