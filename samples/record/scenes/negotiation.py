"""What client and server agree on in the handshake, and what becomes of an offer that is not answered."""

import programs
from scene import PAGE, SECOND_SERVER, SERVER, scene
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from wire import raw_server

THIRD_SERVER = 8767
OFFER = ["chat.v2", "chat.v1"]


@scene(
    "agreement",
    lesson=4,
    shows="two subprotocols offered: one is chosen, or none (Chromium ends the connection, a Python client goes on), or "
    "one that was not offered, or the server refuses with 400; no subprotocol offered; compression agreed and declined",
    programs=["Chromium", "websockets"],
    ports=[SERVER, SECOND_SERVER, THIRD_SERVER],
    expects={"statuses": [101, 101, 101, 400, 101, 101], "connections": 6},
)
async def agreement():
    """A page in headless Chromium tries a `websockets` server that speaks chat.v1 (port 8765), one that knows no
    subprotocol and no compression (8766), and a raw server that answers with the wrong name (8767); it tells on /diary
    what script saw. Then a `websockets` client tries the second server."""

    async def echo(connection):
        async for message in connection:
            if connection.request.path != "/diary":
                await connection.send(message)

    async def shout(reader, writer):
        await reader.read()

    async with (
        serve(echo, "127.0.0.1", SERVER, subprotocols=["chat.v1"]),
        serve(echo, "127.0.0.1", SECOND_SERVER, compression=None),
        await raw_server(THIRD_SERVER, shout, subprotocol="CHAT.V1"),
    ):
        await programs.browse(PAGE, "agreement.html")
        async with connect(f"ws://127.0.0.1:{SECOND_SERVER}/silent", subprotocols=OFFER, compression=None) as client:
            await client.send("Hello from Python. Which protocol do we speak?")
            await client.recv()
            await client.close(1000, "none, it seems")
