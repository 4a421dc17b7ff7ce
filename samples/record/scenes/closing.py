"""How sessions end: closing handshakes with various codes, and ends without one."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from scene import SERVER, scene
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed
from wire import CLOSE, TEXT, RawClient, frame

ECHO_SERVER = Path(__file__).resolve().parents[3] / "Tests" / "Programs" / "echo_server.py"


@scene(
    "close-codes",
    shows="five ways to close: 1000 with a reason from the client, 4001 from the server, a Close with no body, "
    "1011 after a crash in the server's handler, 1001 as the server shuts down",
    programs=["websockets"],
    expects={"statuses": [101] * 5, "connections": 5, "frames": {"text": 2, "close": 10}},
)
async def close_codes():
    """`websockets` client and server, the path says which close; the Close with no body comes from a raw client."""

    async def serve_path(connection):
        match connection.request.path:
            case "/from-server":
                await connection.recv()
                await connection.close(4001, "room closed")
            case "/crash":
                await connection.recv()
                raise ValueError("the handler has a bug")
            case _:
                await connection.wait_closed()

    async with serve(serve_path, "127.0.0.1", SERVER, compression=None) as server:
        address = f"ws://127.0.0.1:{SERVER}"
        async with connect(f"{address}/from-client", compression=None) as client:
            await client.close(1000, "bye")
        for path in ("from-server", "crash"):
            async with connect(f"{address}/{path}", compression=None) as client:
                await client.send("close me")
                await client.wait_closed()
        raw = await RawClient.connect(SERVER, "/empty")
        await raw.send(frame(CLOSE))
        await raw.read_to_end()
        await raw.close()
        async with connect(f"{address}/shutdown", compression=None) as client:
            await asyncio.sleep(0.1)
            server.close()
            await client.wait_closed()


async def start_echo_server():
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ECHO_SERVER), "--port", str(SERVER), stdout=asyncio.subprocess.PIPE
    )
    await process.stdout.readline()  # "listening"
    return process


@scene(
    "killed",
    shows="three ends that give 1006: the server's process is killed between messages (FIN), is killed with a "
    "message unread (RST), and a client resets the connection in the middle of a frame",
    programs=["websockets"],
    expects={"statuses": [101] * 3, "connections": 3, "frames": {"text": 5}},
)
async def killed():
    """`websockets` clients against an echo server in a process of its own (SIGSTOP, then SIGKILL); the last client
    is a raw one with SO_LINGER 0."""
    for path in ("/killed", "/killed-while-sending"):
        server = await start_echo_server()
        async with connect(f"ws://127.0.0.1:{SERVER}{path}", compression=None) as client:
            await client.send("still alive")
            await client.recv()
            if path == "/killed-while-sending":
                # What a stopped process does not read turns its end into a reset.
                os.kill(server.pid, signal.SIGSTOP)
                await client.send("nobody will read this")
                await asyncio.sleep(0.1)
            os.kill(server.pid, signal.SIGKILL)
            await server.wait()
            try:
                await client.recv()
            except ConnectionClosed:
                pass
        await asyncio.sleep(0.1)
    server = await start_echo_server()
    client = await RawClient.connect(SERVER, "/reset-by-client")
    await client.send(frame(TEXT, "goodbye without a Close")[:15])
    client.reset()
    await asyncio.sleep(0.1)
    server.terminate()
    await server.wait()


@scene(
    "too-big",
    shows="a message of 5,000 bytes for a server that takes 1,000: the server fails the connection with 1009, and never "
    "reads the client's answer",
    programs=["websockets"],
    expects={"statuses": [101], "connections": 1, "frames": {"text": 1, "close": 2}},
)
async def too_big():
    """A `websockets` client against a `websockets` server with `max_size=1000`."""

    async def wait(connection):
        await connection.wait_closed()

    async with serve(wait, "127.0.0.1", SERVER, compression=None, max_size=1000):
        async with connect(f"ws://127.0.0.1:{SERVER}/upload", compression=None) as client:
            await client.send("101 " * 1250)
            await client.wait_closed()


@scene(
    "keepalive-timeout",
    shows="a ping that nobody answers: the client closes with 1011, waits for the answer, and ends TCP; the server, "
    "stopped all the while, goes on too late",
    programs=["websockets"],
    expects={"statuses": [101], "connections": 1},
)
async def keepalive_timeout():
    """A `websockets` client that pings every half second, and an echo server in a process of its own that gets SIGSTOP,
    and SIGCONT once the client is gone."""
    server = await start_echo_server()
    address = f"ws://127.0.0.1:{SERVER}/stopped"
    async with connect(address, compression=None, ping_interval=0.5, ping_timeout=1, close_timeout=1) as client:
        await client.send("still alive")
        await client.recv()
        await asyncio.sleep(0.7)
        os.kill(server.pid, signal.SIGSTOP)
        await client.wait_closed()
    os.kill(server.pid, signal.SIGCONT)
    await asyncio.sleep(0.3)
    server.terminate()
    await server.wait()
