"""A live capture on a pseudo-terminal, with its keys: live_keys.py WS101 COLUMNS

Knows nothing of time: it reads until the screen shows what it waits for. A step that never comes to pass is ended by whoever
started this.
"""

import asyncio
import os
import pty
import select
import signal
import sys
import tempfile

import pyte
from terminal import set_size
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

# Whoever started this may have held them back.
signal.pthread_sigmask(signal.SIG_SETMASK, [])
BINARY, COLUMNS, ROWS = os.path.abspath(sys.argv[1]), int(sys.argv[2]), 24


class Screen:
    """A program on a terminal of this size, and what one sees there."""

    def __init__(self, command, folder):
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            set_size(0, ROWS, COLUMNS)
            os.execvpe(command[0], command, os.environ | {"TERM": "linux", "LANG": "C.UTF-8"})

    def rows(self):
        return [row.rstrip() for row in self.screen.display]

    def read(self):
        if not select.select([self.master], [], [], 0.05)[0]:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.stream.feed(data)
        return bool(data)

    def until(self, what):
        """Reads until `what` is in one of the rows, or holds for all of them."""
        self.awaited = what
        holds = what if callable(what) else lambda rows: any(what in row for row in rows)
        while not holds(self.rows()):
            if not self.read():
                raise SystemExit("ended before this: " + repr(what) + "\n" + "\n".join(self.rows()))
        assert all(len(row) <= self.screen.columns for row in self.rows())

    def press(self, keys, what):
        os.write(self.master, keys.encode())
        self.until(what)

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        set_size(self.master, rows, columns)

    def wait(self):
        while self.read():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class Talk:
    """A real server and a real client of it, driven from the steps."""

    async def __aenter__(self):
        self.server = await serve(self.answer, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()

    async def answer(self, connection):
        async for message in connection:
            await connection.send("echo of " + message)

    async def session(self, path, *messages):
        async with connect(f"ws://127.0.0.1:{self.port}{path}") as connection:
            for message in messages:
                await connection.send(message)
                await connection.recv()


def here(text):
    """Whether the bar says that, in the row above the keys."""
    return lambda rows: text in rows[-2]


async def main():
    with tempfile.TemporaryDirectory() as folder:
        async with Talk() as talk:
            await steps(talk, folder)


async def steps(talk, folder):
    command = [BINARY, "capture", "-i", "lo", "--port", str(talk.port), "-w", "live.pcapng", "--color", "never"]
    screen = await asyncio.to_thread(Screen, command, folder)

    async def on(method, *arguments):
        await asyncio.to_thread(method, *arguments)

    def give_up(*_):
        print("still waiting for", screen.awaited, *screen.rows(), sep="\n", file=sys.stderr, flush=True)
        os._exit(1)

    signal.signal(signal.SIGTERM, give_up)
    # Whoever started this may wait without end: a program that hangs is to fail here.
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(900)
    await on(screen.until, "capturing on lo")
    await on(screen.until, "packets")
    await talk.session("/first", "one", "two", '{"a": 1}')
    await on(screen.until, "ended: 1000")
    # Keys where lines pass.
    await on(screen.press, "?", "These keys.")
    await on(screen.press, "m", "mark 1")
    # The full screen, with what came before it.
    await on(screen.press, " ", here("paused"))
    assert any("echo of two" in row for row in screen.rows())
    await on(screen.press, "/", "Filter")
    await on(screen.press, "echo of o\r", lambda rows: "with echo of o" in rows[-2] and "echo of one" in rows[0])
    assert sum(bool(row) for row in screen.rows()[:-2]) == 1
    await on(screen.press, "\r", "Message 2 from the server")
    await on(screen.press, "b", "payload len")
    await on(screen.press, "w", "closed the session with 1000")
    await on(screen.press, "l", "Request: the client asks")
    await on(screen.press, "d", "Message 2 from the server")
    await on(screen.press, "q", here("with echo of o"))
    await on(screen.press, "/\x15\r", lambda rows: "with" not in rows[-2])
    # Two sessions, one of them alone.
    await talk.session("/second", *["many"] * 20, "three")
    await on(screen.press, "G", here("following"))
    await on(screen.until, "echo of three")
    await on(screen.press, "f", here("session 2 only"))
    assert not any("[1]" in row for row in screen.rows())
    await on(screen.press, "f", lambda rows: "only" not in rows[-2])
    # Paused: what comes meanwhile is counted, and nothing moves.
    await on(screen.press, " ", here("paused"))
    await talk.session("/third", *["more"] * 20)
    await on(screen.until, here("below"))
    assert not any("[3]" in row for row in screen.rows()[:-2])
    # Another size.
    screen.resize(18, COLUMNS - 20)
    await on(screen.until, lambda rows: "paused" in rows[16] and rows[17].startswith(" q back"))
    screen.resize(ROWS, COLUMNS)
    await on(screen.until, here("paused"))
    await on(screen.press, "s", here("saved"))
    # What was said meanwhile is said again below the lines: by then they have come, too.
    await on(screen.press, "q", lambda rows: any("ws101: saved" in row for row in rows) and "[3]" in "".join(rows))
    await on(screen.press, "q", "packets captured")
    assert await asyncio.to_thread(screen.wait) == 0
    saved = [name for name in os.listdir(folder) if name.startswith("ws101-")]
    assert len(saved) == 1, saved
    print("ok", COLUMNS)


asyncio.run(main())
