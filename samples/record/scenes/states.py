"""The four states of a WebSocket, as script sees them and as the wire shows them."""

import asyncio
import http

import programs
from scene import PAGE, SECOND_SERVER, SERVER, scene
from websockets.asyncio.server import serve
from wire import TEXT, close_frame, frame, raw_server

THIRD_SERVER = 8767


@scene(
    "states",
    lesson=5,
    shows="readyState from 0 to 3, each event written down by the page on a second WebSocket: a client that closes and a "
    "server that takes its time, a server that closes and ends TCP at once or late, and a session that never opens",
    programs=["Chromium", "websockets"],
    ports=[SERVER, SECOND_SERVER, THIRD_SERVER],
    expects={"statuses": [101, 101, 101, 101, 101, 101, 101, 404], "connections": 8, "frames": {"text": 25, "close": 14}},
)
async def states():
    """A page in headless Chromium, and a `websockets` server (port 8765); two raw servers answer the client's Close late
    (8766) or end TCP late (8767). The page notes what it sees on /diary, while it happens."""

    async def answer(connection):
        if connection.request.path == "/closing-time":
            await connection.send("We close in a minute")
            await asyncio.sleep(0.05)
            await connection.close(1000, "closing time")
        await connection.wait_closed()

    def find(connection, request):
        if request.path == "/nowhere":
            return connection.respond(http.HTTPStatus.NOT_FOUND, "No such room.\n")

    async def late_close(reader, writer):
        await reader.read(1000)
        writer.write(frame(TEXT, "Two rolls, coming up", mask=False))
        await reader.read(1000)  # the Close
        await asyncio.sleep(0.1)
        writer.write(frame(TEXT, "Anything else?", mask=False))
        await asyncio.sleep(0.1)
        writer.write(close_frame(1000, "bye", mask=False))

    async def late_fin(reader, writer):
        writer.write(frame(TEXT, "We close in a minute", mask=False))
        await asyncio.sleep(0.05)
        writer.write(close_frame(1000, "closing time", mask=False))
        await reader.read(1000)  # the client's Close
        await asyncio.sleep(0.3)

    async with (
        serve(answer, "127.0.0.1", SERVER, compression=None, process_request=find),
        await raw_server(SECOND_SERVER, late_close),
        await raw_server(THIRD_SERVER, late_fin),
    ):
        await programs.browse(PAGE, "states.html")
