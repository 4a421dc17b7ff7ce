"""Upgrades that a server refuses."""

import asyncio
import http

from scene import SECOND_SERVER, SERVER, scene
from scenes.framing import wsproto_echo
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import InvalidStatus
from wire import RawClient


@scene(
    "refused-403",
    shows="a server that wants a token: 403 without it, 101 with it",
    programs=["websockets"],
    expects={"statuses": [403, 101], "connections": 2, "frames": {"text": 1, "close": 2}},
)
async def refused_403():
    """A `websockets` client tries twice, the second time with an Authorization header; the `websockets` server answers
    the first with 403 and a body."""

    def check(connection, request):
        if request.headers.get("Authorization") != "Bearer sesame":
            return connection.respond(http.HTTPStatus.FORBIDDEN, "No token, no WebSocket.\n")

    async def greet(connection):
        await connection.send("come in")
        await connection.wait_closed()

    async with serve(greet, "127.0.0.1", SERVER, compression=None, process_request=check):
        address = f"ws://127.0.0.1:{SERVER}/private"
        try:
            await connect(address, compression=None)
        except InvalidStatus:
            pass
        token = {"Authorization": "Bearer sesame"}
        async with connect(address, compression=None, additional_headers=token) as client:
            await client.recv()


@scene(
    "refused-426",
    shows="426 Upgrade Required, twice: the Upgrade header is missing; the version is 8 and the server speaks 13",
    programs=["websockets", "wsproto"],
    ports=[SERVER, SECOND_SERVER],
    expects={"statuses": [426, 426], "connections": 2, "frames": {}},
)
async def refused_426():
    """A raw client against a `websockets` server (port 8765), then against a `wsproto` server (port 8766)."""
    async with serve(lambda connection: None, "127.0.0.1", SERVER):
        client = await RawClient.connect(SERVER, "/no-upgrade", leave_out=("Upgrade",), Connection="keep-alive")
        await client.read_to_end(limit=1)
        await client.close()
    async with await asyncio.start_server(wsproto_echo, "127.0.0.1", SECOND_SERVER):
        client = await RawClient.connect(SECOND_SERVER, "/old-version", Sec_WebSocket_Version="8")
        await client.read_to_end(limit=1)
        await client.close()
