"""What a hundred short messages cost, in bytes and in round trips."""

import asyncio
import contextlib
import os
import ssl
import tempfile

import programs
from scene import PAGE, PROXY, SECURE, SERVER, scene
from scenes.secure import certificate
from websockets.asyncio.server import serve

SECOND_SECURE = 8444


@contextlib.asynccontextmanager
async def node_server(script, *arguments):
    """A server in Node that says "listening" when it is."""
    command = programs.node_command(script, *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        await asyncio.wait_for(process.stdout.readline(), 10)
        yield
    finally:
        process.terminate()
        await process.wait()


async def acknowledge(connection):
    async for _ in connection:
        await connection.send("ok")


@scene(
    "savings",
    shows="a hundred messages of 20 bytes, each answered with \"ok\", in four ways: HTTP/1.1 on a connection that is kept, "
    "HTTP/2 in TLS, WebSocket, and WebSocket in TLS",
    programs=["Chromium", "Node", "websockets"],
    ports=[PROXY, SERVER],
    secure_ports=[SECURE, SECOND_SECURE],
    expects={"connections": 4},
    lesson=24,
)
async def savings():
    """A page in headless Chromium against two servers in Node, for HTTP/1.1 (port 8080) and HTTP/2 (8443), and two of
    `websockets` (8765, and 8444 in TLS), without compression. The keys are Chromium's."""
    with tempfile.TemporaryDirectory(prefix="ws101-tls-") as folder:
        path = certificate(folder)
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(path)
        async with (
            node_server("pen.mjs", "127.0.0.1", str(path)),
            serve(acknowledge, "127.0.0.1", SERVER, compression=None),
            serve(acknowledge, "127.0.0.1", SECOND_SECURE, compression=None, ssl=secure),
        ):
            await programs.browse(PAGE, "savings.html", "--ignore-certificate-errors")


@scene(
    "round-trips",
    shows="two messages of 20 bytes in three ways, to a server 30 ms away: HTTPS with a connection for each, HTTPS on a "
    "connection that is kept, and a WebSocket in TLS",
    programs=["Node", "websockets"],
    ports=[],
    secure_ports=[SECURE, SECOND_SECURE],
    expects={"connections": 4},
    lesson=24,
    line=0.03,
)
async def round_trips(line):
    """A Node client on another machine, a Node server (port 8443) and a `websockets` server (8444) here. The keys are the
    client's."""
    with tempfile.TemporaryDirectory(prefix="ws101-tls-") as folder:
        path = certificate(folder)
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(path)
        async with (
            node_server("pen.mjs", line.here, str(path)),
            serve(acknowledge, line.here, SECOND_SECURE, compression=None, ssl=secure),
        ):
            settings = {
                "NODE_OPTIONS": f"--tls-keylog={os.environ['SSLKEYLOGFILE']}",
                "NODE_TLS_REJECT_UNAUTHORIZED": "0",
            }
            client = await line.run(*programs.node_command("strokes.mjs", line.here), env=os.environ | settings)
            await asyncio.wait_for(client.wait(), 20)
            await asyncio.sleep(0.2)
