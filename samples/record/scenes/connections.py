"""What the connection around the session does: another client, other addresses, HTTP first, a late start."""

import asyncio

import aiohttp
import programs
from aiohttp import web
from scene import SERVER, scene
from scenes.framing import echo
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


@scene(
    "node-client",
    shows="the WebSocket that is built into Node: its handshake, text and binary, a close with a private code",
    programs=["Node", "websockets"],
    expects={"statuses": [101], "connections": 1, "frames": {"text": 2, "binary": 2, "close": 2}},
)
async def node_client():
    """A script in Node (before 22 with --experimental-websocket) against a `websockets` server that echoes."""
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        await programs.run_node("client.mjs", f"ws://127.0.0.1:{SERVER}/node")


@scene(
    "keepalive-http-then-upgrade",
    shows="three ordinary HTTP requests and then the upgrade, all on one connection",
    programs=["aiohttp"],
    expects={"statuses": [200, 200, 404, 101], "connections": 1, "frames": {"text": 2, "close": 2}},
)
async def keepalive_http_then_upgrade():
    """An `aiohttp` client that keeps its connection alive, and an `aiohttp` server."""

    async def page(request):
        return web.Response(text="<!doctype html><title>Room 101</title>", content_type="text/html")

    async def rooms(request):
        return web.json_response({"rooms": [101]})

    async def chat(request):
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(f"heard: {message.data}")
        return socket

    application = web.Application()
    application.add_routes([web.get("/", page), web.get("/rooms", rooms), web.get("/chat", chat)])
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", SERVER).start()
        async with aiohttp.ClientSession(f"http://127.0.0.1:{SERVER}") as session:
            for path in ("/", "/rooms", "/no-such-page"):
                async with session.get(path) as response:
                    await response.read()
                await asyncio.sleep(0.05)
            async with session.ws_connect("/chat") as socket:
                await socket.send_str("same connection")
                await socket.receive_str()
    finally:
        await runner.cleanup()


@scene(
    "ipv6",
    shows="a session over IPv6, from ::1 to ::1",
    programs=["websockets"],
    expects={"statuses": [101], "connections": 1, "frames": {"text": 2, "close": 2}},
)
async def ipv6():
    """A `websockets` client and server; the server echoes."""
    async with serve(echo, "::1", SERVER, compression=None):
        async with connect(f"ws://[::1]:{SERVER}/six", compression=None) as client:
            await client.send("Hello over IPv6")
            await client.recv()
            await client.close(1000, "bye")


@scene(
    "midstream",
    shows="a capture that began when the session was already open: no handshake in it",
    programs=["websockets"],
    expects={"statuses": [], "connections": 1},
)
async def midstream():
    """A `websockets` client and server; the capture begins after the first of three echoed messages."""
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        async with connect(f"ws://127.0.0.1:{SERVER}/late", compression=None) as client:
            for number, message in enumerate(("unseen", "seen", "seen too")):
                if number == 1:
                    yield  # the capture begins here
                await client.send(message)
                await client.recv()
            await client.close(1000, "bye")
