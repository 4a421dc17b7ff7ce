"""Pings, and the Pongs that come, come late or come unasked."""

import asyncio
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import programs
from loopback import RecordingFailed
from scene import PAGE, PROXY, SERVER, scene
from websockets.asyncio.server import serve
from wire import PONG, RawClient, close_frame, frame

HOST = "chat.example"
BLOCKED = Path(__file__).resolve().parent.parent / "pages" / "blocked.py"


@asynccontextmanager
async def long_road(port, backend, delay):
    """Forwards connections from `port` to `backend`, all that passes `delay` seconds late in each direction."""

    async def carry(reader, writer):
        """Each piece leaves a `delay` after it came, however many are on the way."""
        loop = asyncio.get_running_loop()
        way = asyncio.Queue()

        async def arrive():
            while True:
                due, piece = await way.get()
                await asyncio.sleep(due - loop.time())
                if not piece:
                    return writer.write_eof()
                writer.write(piece)

        arrival = asyncio.create_task(arrive())
        try:
            piece = b"?"
            while piece:
                piece = await reader.read(65536)
                way.put_nowait((loop.time() + delay, piece))
        except ConnectionError:
            way.put_nowait((loop.time() + delay, b""))
        await arrival

    async def forward(reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", backend)
        await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer), return_exceptions=True)
        far_writer.close()
        writer.close()

    async with await asyncio.start_server(forward, "127.0.0.1", port):
        yield


@scene(
    "heartbeat",
    lesson=6,
    shows="a server that pings: a page answers though its script is busy; a program that blocks its event loop does not, and "
    "is given up with 1011; one Pong for three Pings, and a Pong that nobody asked for",
    programs=["Chromium", "websockets"],
    expects={"statuses": [101] * 3, "connections": 3},
)
async def heartbeat():
    """A page in headless Chromium, a `websockets` client that calls time.sleep, and a raw client; between them and the
    `websockets` server a relay that delivers everything 30 ms late. Recorded at the server, which pings every 0.4 s and
    waits 0.8 s for the Pong."""

    async def greet(connection):
        match connection.request.path:
            case "/busy":
                await connection.send("Hello, page")
            case "/three":
                for number in ("one", "two", "three"):
                    await connection.ping(number)
        async for _ in connection:
            pass

    timing = {"ping_interval": 0.4, "ping_timeout": 0.8, "close_timeout": 0.5}
    async with serve(greet, "127.0.0.1", SERVER, compression=None, **timing):
        async with long_road(PROXY, SERVER, 0.03):
            road = f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{PROXY}, MAP localhost 127.0.0.1"
            await programs.browse(PAGE, "busy.html", road)

            uri = f"ws://{HOST}:{SERVER}/blocked"
            blocked = await asyncio.create_subprocess_exec(
                sys.executable, str(BLOCKED), "127.0.0.1", str(PROXY), uri
            )
            if await asyncio.wait_for(blocked.wait(), 30) != 0:
                raise RecordingFailed("the blocked client failed")

            raw = await RawClient.connect(PROXY, "/three", Host=f"{HOST}:{SERVER}")
            await asyncio.sleep(0.05)
            await raw.send(frame(PONG, "three"))
            await raw.send(frame(PONG, "still here"))
            await raw.send(close_frame(1000, "bye"))
            await raw.read_to_end()
            await raw.close()
