"""Clients that go through a forward proxy; its connections on both sides are captured."""

import aiohttp
import programs
from scene import PROXY, SERVER, scene
from scenes.framing import echo
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import InvalidProxyStatus

PORTS = [PROXY, SERVER]


@scene(
    "connect-tunnel",
    shows="a forward proxy: a CONNECT without a password, refused with 407; then one with it, and the handshake inside "
    "the tunnel",
    programs=["tinyproxy", "websockets"],
    ports=PORTS,
    expects={"connections": 3, "frames": {"text": 4, "close": 4}},
)
async def connect_tunnel():
    """A `websockets` client with proxy=, tinyproxy with BasicAuth (port 8080), a `websockets` server (8765)."""
    uri = f"ws://127.0.0.1:{SERVER}/chat"
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        async with programs.tinyproxy(PROXY, password="secret"):
            try:
                await connect(uri, compression=None, proxy=f"http://127.0.0.1:{PROXY}")
            except InvalidProxyStatus:
                pass
            async with connect(uri, compression=None, proxy=f"http://user:secret@127.0.0.1:{PROXY}") as client:
                await client.send("through the tunnel")
                await client.recv()
                await client.close(1000, "bye")


@scene(
    "absolute-form",
    shows="a forward proxy that is asked without CONNECT: the request line names the whole URI, and the proxy knows no ws:",
    programs=["tinyproxy", "aiohttp", "websockets"],
    ports=PORTS,
    expects={"connections": 1, "frames": {}},
)
async def absolute_form():
    """An `aiohttp` client with proxy=, tinyproxy (port 8080), a `websockets` server (8765)."""
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        async with programs.tinyproxy(PROXY):
            async with aiohttp.ClientSession() as session:
                try:
                    await session.ws_connect(f"ws://127.0.0.1:{SERVER}/chat", proxy=f"http://127.0.0.1:{PROXY}")
                except aiohttp.WSServerHandshakeError:
                    pass
