"""Takes `ws101 learn --live` at a terminal, with a client of the `websockets` library: live_learner.py WS101

Prints what is wrong, and ends with status 1 then.
"""

import os
import re
import sys
import tempfile

from terminal import Terminal, height, text
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

TEXT = "Grüße, Welt"
CODE = 4321
SIZE = (24, 80)

home = tempfile.TemporaryDirectory()
environment = {
    "PATH": "/usr/bin:/bin",
    "HOME": home.name,
    "TMPDIR": os.environ.get("TMPDIR", home.name),
    "TERM": "xterm-256color",
    "WS101_THEME": "dark",
}
problems = []


def expect(holds, problem):
    if not holds:
        problems.append(problem)


def begin(*arguments):
    return Terminal([sys.argv[1], "learn", *arguments], *SIZE, environment)


def wait_for(terminal, pattern):
    """What was written until it matches: there is no prompt yet."""
    seen = b""
    while not (match := re.search(pattern, text(seen))):
        try:
            piece = os.read(terminal.master, 65536)
        except OSError:
            piece = b""
        if not piece:
            sys.exit(f"no {pattern!r}: {text(seen)!r}")
        seen += piece
    return match


def enter(terminal, line):
    seen = terminal.enter(line)
    expect(height(seen, terminal.columns) <= terminal.rows, f"too many rows: {text(seen)!r}")
    return text(seen)


def read_on(terminal, seen):
    """Enter, until something is asked or the lesson is over."""
    for _ in range(50):
        keys = seen.rstrip("> \n").split("\n")[-1]
        if "h: hint" in keys or re.search("next lesson|enter:? end", keys) or terminal.ended:
            return seen
        seen += enter(terminal, "")
    sys.exit(f"nothing is asked: {seen!r}")


def talk(port):
    with connect(f"ws://localhost:{port}/echo") as client:
        client.send(TEXT)
        expect(client.recv() == TEXT, "no echo")
        client.close(CODE)


def be_rude(port):
    try:
        with connect(f"ws://localhost:{port}/masked") as client:
            client.recv()
        expect(False, "the client takes a masked frame")
    except ConnectionClosed:
        pass


def whole_lesson():
    """All of it, left in its middle and taken up again; the folder with the lesson."""
    terminal = begin("--live")
    port = wait_for(terminal, r"(?s)localhost:(\d+)/.*Ctrl-C ends it")[1]
    terminal.type("\r")
    wait_for(terminal, "Nothing has come yet")
    talk(port)
    wait_for(terminal, "Next: press Open at /masked")
    be_rude(port)
    seen = read_on(terminal, text(terminal.read()))
    payload = TEXT.encode()
    key = None
    answers = [
        lambda: "b", lambda: "16", lambda: "b", lambda: str(len(payload) + 6), lambda: key.hex(),
        lambda: f"{payload[0]:02x}", lambda: "b", lambda: str(CODE), lambda: "b", lambda: "1002",
    ]  # fmt: skip
    for number, answer in enumerate(answers, 1):
        expect(f"Exercise {number} of {len(answers)}" in seen, f"exercise {number} is not asked: {seen!r}")
        if shown := re.search(r"whole frame:\s+0000  ((?:[0-9a-f]{2} +){6})", seen):
            key = key or bytes.fromhex(shown[1])[2:]
        seen = enter(terminal, answer())
        expect("✗" not in seen, f"exercise {number} is judged wrong: {seen!r}")
        if number == 6:
            terminal.type(b"\x03")
            left = text(terminal.read())
            status = terminal.wait()
            folder = re.search(r"To go on: ws101 learn (\S+)\n", left)
            expect(status == 0 and folder, f"left with {status}: {left!r}")
            terminal = begin(folder[1])
            seen = text(terminal.read())
            expect("Continuing where you left off" in seen, f"no progress: {seen!r}")
        seen = read_on(terminal, seen)
    expect("10 of 10 done" in seen, f"the end: {seen!r}")
    terminal.enter("q")
    expect(terminal.wait() == 0, "a status other than 0")


def beginning_only():
    """Enter after the handshake: nothing else is asked."""
    terminal = begin("--live")
    port = wait_for(terminal, r"(?s)localhost:(\d+)/.*Ctrl-C ends it")[1]
    with connect(f"ws://localhost:{port}/echo"):
        wait_for(terminal, "Next: send a text")
        terminal.type("\r")
        seen = read_on(terminal, text(terminal.read()))
    expect("Exercise 1 of 2" in seen, f"not only the handshake: {seen!r}")
    terminal.enter("q")
    expect(terminal.wait() == 0, "a status other than 0")


def interrupted():
    """Ctrl-C while it waits: nothing is left."""
    before = set(os.listdir(environment["TMPDIR"]))
    terminal = begin("--live")
    wait_for(terminal, "Ctrl-C ends it")
    terminal.type(b"\x03")
    status = terminal.wait()
    expect(status == 130, f"ended with {status}")
    expect(set(os.listdir(environment["TMPDIR"])) == before, "something is left")


whole_lesson()
beginning_only()
interrupted()
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
