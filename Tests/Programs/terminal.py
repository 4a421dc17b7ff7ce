"""A program on a pseudo-terminal: what a learner sees, and what a learner types.

Knows nothing of time: it reads until the program asks for a line, or has ended.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import unicodedata

PROMPT = b"> "
# What the line editor writes around its prompt: columns, clearing, pastes on and off.
ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[=>]|\x1b\([A-Z0-9]")


class Terminal:
    def __init__(self, command, rows, columns, environment):
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            try:
                set_size(0, rows, columns)
                os.execvpe(command[0], command, environment)
            finally:
                os._exit(127)
        self.rows, self.columns = rows, columns
        self.raw = b""
        self.pending = b""
        self.ended = False

    def resize(self, rows, columns):
        self.rows, self.columns = rows, columns
        set_size(self.master, rows, columns)

    def type(self, data):
        data = data if isinstance(data, bytes) else data.encode()
        while data:
            readable, writable, _ = select.select([self.master], [self.master], [])
            # What comes back meanwhile must not fill the terminal up.
            if readable:
                self.pending += os.read(self.master, 65536)
            if writable:
                data = data[os.write(self.master, data[:256]) :]

    def read(self):
        """What was written since the last call, up to the next prompt or the end of the program."""
        seen, self.pending = self.pending, b""
        self.raw += seen
        while not self.is_asked(seen):
            # The prompt is drawn before the editor takes the terminal: then nothing more comes.
            if not select.select([self.master], [], [], 0.002)[0]:
                continue
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                piece = b""
            if not piece:
                self.ended = True
                break
            seen += piece
            self.raw += piece
        return seen

    def enter(self, line):
        """Types a line and Enter: what is written then."""
        self.type((line if isinstance(line, bytes) else line.encode()) + b"\r")
        return self.read()

    def is_asked(self, seen):
        """Whether the last thing written is the prompt, and the editor is reading."""
        return ESCAPES.sub(b"", seen[-256:]).replace(b"\r", b"").endswith(b"\n" + PROMPT) and is_raw(self.master)

    def wait(self):
        """The exit status of the program, read to its end."""
        while not self.ended:
            self.read()
        _, status = os.waitpid(self.pid, 0)
        os.close(self.master)
        return os.waitstatus_to_exitcode(status)

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        return self.wait()

    def is_cooked(self):
        """Whether the terminal edits lines itself and echoes, as a shell left it."""
        return not is_raw(self.master)


def pieces(master):
    """What a program writes to its terminal, piece by piece, to its end."""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # what Linux says once nobody has the other side open
            return
        if not piece:
            return
        yield piece


def set_size(descriptor, rows, columns):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def is_raw(descriptor):
    return termios.tcgetattr(descriptor)[3] & termios.ICANON == 0


def text(seen):
    return ESCAPES.sub(b"", seen).decode("utf-8", "replace").replace("\r", "")


def width(line):
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line
    )


def height(seen, columns):
    """The rows that a text takes, its last one with the prompt included."""
    lines = text(seen).split("\n")
    return sum(max(1, -(-width(line) // columns)) for line in lines)
