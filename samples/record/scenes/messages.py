"""What frames carry: text and bytes, messages in pieces, compressed messages."""

import asyncio
import os
import zlib

import programs
from scene import PAGE, SERVER, scene
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, ServerPerMessageDeflateFactory
from wire import BINARY, CLOSE, PING, PONG, TEXT, RawClient, close_frame, frame, raw_server, read_frame

MENU = "café au lait"


async def echo(connection):
    async for message in connection:
        await connection.send(message)


async def latin_menu(reader, writer):
    """Sends the menu in Latin-1, as binary and then as text; answers a Close, whatever it says."""
    latin = MENU.encode("latin-1")
    try:
        writer.write(frame(BINARY, latin, mask=False))
        opcode, payload = await read_frame(reader)
        if opcode != CLOSE:
            await asyncio.sleep(0.05)
            writer.write(frame(TEXT, latin, mask=False))
            opcode, payload = await read_frame(reader)
        if opcode == CLOSE:
            writer.write(frame(CLOSE, payload, mask=False))
    except asyncio.IncompleteReadError:
        pass


@scene(
    "opcodes",
    lesson=14,
    shows="the same order as text and as binary; a menu in Latin-1, welcome as binary and refused as text: with 1007 "
    "by one library, with 1002 by a browser, without a word by another program; an opcode that means nothing",
    programs=["websockets", "Chromium", "Node"],
    expects={"statuses": [101] * 7, "connections": 7},
)
async def opcodes():
    """`websockets` on both sides; then a raw server against a `websockets` client, Chromium and Node (the last two
    report what they were told in the query of one more connection); then a raw client against a `websockets`
    server."""
    order = "2 crêpes 🥞"
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        async with connect(f"ws://127.0.0.1:{SERVER}/order", compression=None) as client:
            for message in (order, order.encode()):
                await client.send(message)
                await client.recv()
                await asyncio.sleep(0.05)
            await (await client.ping(b"still hungry?"))
    async with await raw_server(SERVER, latin_menu):
        async with connect(f"ws://127.0.0.1:{SERVER}/menu-python", compression=None) as client:
            try:
                await client.send(f"{len(await client.recv())} bytes, thanks")
                await client.recv()
            except ConnectionClosed:
                pass
        await programs.browse(PAGE, "menu.html")
        await programs.run_node("menu.mjs", f"ws://127.0.0.1:{SERVER}")
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        raw = await RawClient.connect(SERVER, "/opcode-3")
        await raw.send(frame(3, "soup of the day"))
        await raw.read_to_end()
        await raw.send(close_frame(1002))
        await raw.close()


@scene(
    "interrupted",
    lesson=15,
    shows="a text that begins inside another text: a server closes with 1002, which it does not for a Ping there",
    programs=["websockets"],
    expects={"statuses": [101, 101], "connections": 2},
)
async def interrupted():
    """A raw client, twice, against a `websockets` server that echoes."""
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        good = await RawClient.connect(SERVER, "/ping-between")
        await good.send(frame(TEXT, "Table 4 would like ", fin=False))
        await good.send(frame(PING, "urgent"))
        await good.send(frame(0, "the bill", fin=True))
        await good.send(close_frame(1000))
        await good.read_to_end()
        await good.close()
        bad = await RawClient.connect(SERVER, "/text-between")
        await bad.send(frame(TEXT, "Table 4 would like ", fin=False))
        await bad.send(frame(TEXT, "Fire!"))
        await bad.read_to_end()
        await bad.send(close_frame(1002))
        await bad.close()


@scene(
    "compression",
    lesson=16,
    shows='"Hello", the same JSON three times, another very like it and random bytes through permessage-deflate, with '
    "context takeover and without: what shrinks and what grows",
    programs=["websockets"],
    expects={"statuses": [101, 101], "connections": 2, "frames": {"text": 10, "binary": 2, "close": 4}},
)
async def compression():
    """A `websockets` client with its default compression, then one that asks for no context takeover on either side;
    the server only listens."""

    async def listen(connection):
        async for _ in connection:
            pass

    alone = ClientPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True)
    noise = os.urandom(64)
    async with serve(listen, "127.0.0.1", SERVER):
        for path, settings in (("takeover", {}), ("no-takeover", {"compression": None, "extensions": [alone]})):
            async with connect(f"ws://127.0.0.1:{SERVER}/{path}", **settings) as client:
                await client.send("Hello")
                await asyncio.sleep(0.02)
                for name in ("ada", "ada", "ada", "bob"):
                    await client.send(f'{{"type": "typing", "room": 101, "from": "{name}"}}')
                    await asyncio.sleep(0.02)
                await client.send(noise)
                await asyncio.sleep(0.02)
                await client.close(1000, "good night")


DEPARTURES = (
    '{"stop": "Room 101", "departures": [{"line": 4, "to": "Harbour", "in": 3}, '
    '{"line": 11, "to": "Old Town", "in": 5}, {"line": 4, "to": "Stadium", "in": 9}, '
    '{"line": 62, "to": "Airport, via Museum Island and Zoo", "in": 12}]}'
)


async def departures(reader, writer):
    """A departure board written by hand: it believes that RSV1 belongs on every frame of a compressed message."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)

    def compressed(text):
        return (deflate.compress(text.encode()) + deflate.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff")

    async def send(opcode, payload=b"", *, fin=True, rsv1=False):
        data = frame(opcode, payload, fin=fin, mask=False)
        writer.write(bytes([data[0] | (0x40 if rsv1 else 0)]) + data[1:])
        await asyncio.sleep(0.02)

    try:
        await read_frame(reader)
        await send(TEXT, compressed(DEPARTURES), rsv1=True)
        await send(TEXT, compressed('{"line": 4, "to": "Harbour", "in": 2}'), rsv1=True)
        await send(PING, "on time?")
        await read_frame(reader)
        await send(TEXT, "Mind the gap.")
        await send(TEXT, "Line 62 stops ", fin=False)
        await send(PING, "on time?")
        await read_frame(reader)
        await send(0, "at the zoo today.", fin=False)
        await send(0)
        swan = "Line 11 is late: there is a swan on the track. It does not seem to be in a hurry."
        news = compressed(f'{{"news": "{swan}"}}')
        await send(TEXT, news[:40], fin=False, rsv1=True)
        await send(0, news[40:], rsv1=True)
        await send(PONG, "still running")
        await send(TEXT, compressed('{"line": 4, "to": "Harbour", "in": 0}'), rsv1=True)
        while (received := await read_frame(reader))[0] != CLOSE:
            pass
        await send(CLOSE, received[1])
    except asyncio.IncompleteReadError:
        pass


@scene(
    "capture-2",
    lesson=16,
    shows="a departure board in a program that is content with it; one frame breaks a rule (the unlabelled capture at "
    "the end of part II)",
    programs=["Node"],
    expects={
        "statuses": [101],
        "connections": 1,
        "frames": {"text": 7, "continuation": 3, "ping": 2, "pong": 3, "close": 2},
    },
)
async def capture_2():
    """A script in Node against a raw server that compresses by hand."""
    async with await raw_server(SERVER, departures, extensions="permessage-deflate"):
        await programs.run_node("board.mjs", f"ws://127.0.0.1:{SERVER}/board")


@scene(
    "capture-2-browser",
    lesson=16,
    shows="the same departure board in a browser",
    programs=["Chromium"],
    expects={"statuses": [101], "connections": 1},
)
async def capture_2_browser():
    """A page in headless Chromium against the same raw server."""
    async with await raw_server(SERVER, departures, extensions="permessage-deflate"):
        await programs.browse(PAGE, "board.html")
