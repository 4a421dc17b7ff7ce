"""Runs a shell command in a terminal of its own, and prints what appears there: interrupted.py TEXT COMMAND

Once TEXT has appeared, Ctrl-C is typed, or, where TEXT begins with HANGUP:, the terminal goes away. The exit status is that
of the shell.
"""

import os
import pty
import sys

from terminal import pieces

text, command = sys.argv[1:]
hangs_up = text.startswith("HANGUP:")
text = text.removeprefix("HANGUP:").encode()
process, terminal = pty.fork()
if process == 0:
    os.execv("/bin/sh", ["sh", "-c", command])
seen = b""
typed = False
for piece in pieces(terminal):
    seen += piece
    if text in seen and not typed:
        typed = True
        if hangs_up:
            os.close(terminal)
            break
        os.write(terminal, b"\x03")
sys.stdout.buffer.write(seen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
