"""A session from its first packet to its last, addresses, and refusals: what each looks like from a page's script."""

import asyncio
import http

import aiohttp
import programs
from scene import HTTP, PAGE, SECOND_SERVER, SERVER, scene
from scenes.framing import wsproto_echo
from websockets.asyncio.server import serve
from wire import RawClient


async def listen(connection):
    """Reads what comes and answers nothing."""
    async for _ in connection:
        pass


@scene(
    "life",
    lesson=1,
    shows="a chat from its first packet to its last, and beside it the diary of the page's script: which event came when",
    programs=["Chromium", "websockets"],
    expects={
        "statuses": [101, 101],
        "connections": 2,
        "frames": {"text": 8, "ping": 1, "pong": 1, "close": 4},
    },
)
async def life():
    """A page in headless Chromium opens two WebSockets to a `websockets` server: it chats over one, and notes its
    events on the other (/diary) as they come."""

    async def kitchen(connection):
        await connection.recv()
        await connection.send("Two slices.")
        await asyncio.sleep(0.3)
        await connection.ping(b"still hungry?")
        await asyncio.sleep(0.3)
        await connection.send("Hurry, this is the last slice.")
        await connection.wait_closed()

    async def answer(connection):
        await (listen if connection.request.path == "/diary" else kitchen)(connection)

    async with serve(answer, "127.0.0.1", SERVER, compression=None):
        await programs.browse(PAGE, "life.html")


@scene(
    "uris",
    lesson=2,
    shows="addresses: the default port and another, a query with a token, an http: URL that the browser takes, a "
    "#fragment that it refuses and another client drops",
    programs=["Chromium", "aiohttp", "websockets"],
    ports=[HTTP, SERVER],
    expects={"statuses": [101] * 4, "connections": 4, "frames": {"text": 4, "close": 8}},
)
async def uris():
    """A page in headless Chromium, then an `aiohttp` client, each of whose addresses leads to a `websockets` server
    (ports 80 and 8765)."""
    async with (
        serve(listen, "127.0.0.1", HTTP, compression=None),
        serve(listen, "127.0.0.1", SERVER, compression=None),
    ):
        await programs.browse(PAGE, "uris.html")
        address = f"ws://localhost:{SERVER}/chat?room=101&token=sesame#latest"
        async with aiohttp.ClientSession() as session, session.ws_connect(address) as client:
            await client.send_str(address)
            await client.close()


# What RFC 6455 computes for the key of its example.
EXAMPLE_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@scene(
    "refused",
    lesson=3,
    shows="what a page's script learns of a refusal: 403 with a body, a redirect, a 101 with the wrong Accept, all of "
    "them 1006 in the script's diary",
    programs=["Chromium", "websockets"],
    expects={"statuses": [101, 403, 302, 101], "connections": 4, "frames": {"text": 6, "close": 2}},
)
async def refused():
    """A page in headless Chromium knocks at three doors of a `websockets` server, one after the other, and notes its
    events on a WebSocket that works (/diary)."""

    def check(connection, request):
        if request.path == "/members":
            return connection.respond(http.HTTPStatus.FORBIDDEN, "Members only. Ask Ada for an invitation.")
        if request.path == "/lounge":
            response = connection.respond(http.HTTPStatus.FOUND, "Log in first.")
            response.headers["Location"] = "/login"
            return response

    def spoil(connection, request, response):
        if request.path == "/terrace":
            del response.headers["Sec-WebSocket-Accept"]
            response.headers["Sec-WebSocket-Accept"] = EXAMPLE_ACCEPT

    async with serve(
        listen, "127.0.0.1", SERVER, compression=None, process_request=check, process_response=spoil
    ):
        await programs.browse(PAGE, "refused.html")


@scene(
    "defects",
    lesson=3,
    shows="upgrade requests with one defect each: POST, no Upgrade, a key of 15 bytes, version 8; and what servers "
    "answer to each",
    programs=["websockets", "wsproto"],
    ports=[SERVER, SECOND_SERVER],
    expects={"connections": 4, "frames": {}},
)
async def defects():
    """A raw client against a `websockets` server (port 8765), and for the version against a `wsproto` server (8766)."""

    async def knock(port, path, **defect):
        client = await RawClient.connect(port, path, Origin="http://localhost:8000", **defect)
        await client.read_to_end(limit=1)
        await client.close()

    async with serve(listen, "127.0.0.1", SERVER, compression=None):
        await knock(SERVER, "/no-upgrade", leave_out=("Upgrade",))
        await knock(SERVER, "/no-connection", Connection="keep-alive")
        await knock(SERVER, "/short-key", Sec_WebSocket_Key="ZmlmdGVlbiBieXRlcy4u")
    async with await asyncio.start_server(wsproto_echo, "127.0.0.1", SECOND_SERVER):
        await knock(SECOND_SERVER, "/version-8", Sec_WebSocket_Version="8")
