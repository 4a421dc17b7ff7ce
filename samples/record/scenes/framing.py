"""Frames: lengths in the wrong form, masking, fragments, control frames, text that is none."""

import asyncio
import json
import os

from scene import SECOND_SERVER, SERVER, scene
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed
from wire import BINARY, PING, PONG, TEXT, RawClient, close_frame, frame, raw_server
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Request
from wsproto.utilities import RemoteProtocolError


async def echo(connection):
    async for message in connection:
        await connection.send(message)


async def wsproto_echo(reader, writer):
    """A server on wsproto's core, which checks more of RFC 6455 than `websockets` does."""
    core = WSConnection(ConnectionType.SERVER)
    open = True
    while open and (data := await reader.read(65536)):
        try:
            core.receive_data(data)
            for event in core.events():
                match event:
                    case Request():
                        writer.write(core.send(AcceptConnection()))
                    case Message():
                        writer.write(core.send(Message(data=event.data)))
                    case CloseConnection():
                        writer.write(core.send(event.response()))
                        open = False
        except RemoteProtocolError as error:
            writer.write(core.send(error.event_hint))
            open = False
    writer.close()


@scene(
    "length-not-minimal",
    lesson=12,
    shows='"Hello" with its length in 16 bits where 7 would do: one server takes it, another closes with 1002',
    programs=["websockets", "wsproto"],
    ports=[SERVER, SECOND_SERVER],
    expects={"statuses": [101, 101], "connections": 2},
)
async def length_not_minimal():
    """A raw client against a `websockets` server (port 8765) and a `wsproto` server (port 8766); both echo."""
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        client = await RawClient.connect(SERVER)
        await client.send(frame(TEXT, "Hello", form=16), pause=0.1)
        await client.send(close_frame(1000))
        await client.read_to_end()
        await client.close()
    async with await asyncio.start_server(wsproto_echo, "127.0.0.1", SECOND_SERVER):
        client = await RawClient.connect(SECOND_SERVER)
        await client.send(frame(TEXT, "Hello", form=16))
        await client.read_to_end()
        await client.close()


@scene(
    "masking",
    lesson=13,
    shows="the same text five times, five masking keys; then a client frame without a mask and a server frame with one",
    programs=["websockets"],
    expects={"statuses": [101, 101, 101], "connections": 3},
)
async def masking():
    """Three connections: `websockets` both sides; a raw client against a `websockets` server; a `websockets`
    client against a raw server."""
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        async with connect(f"ws://127.0.0.1:{SERVER}/five-times", compression=None) as client:
            for _ in range(5):
                await client.send("masking is not encryption")
                await client.recv()
                await asyncio.sleep(0.05)
        raw = await RawClient.connect(SERVER, "/unmasked-client")
        await raw.send(frame(TEXT, "no mask", mask=False))
        await raw.read_to_end()
        await raw.close()

    async def mask_it(reader, writer):
        writer.write(frame(TEXT, "a mask where none may be"))
        await reader.read()

    async with await raw_server(SERVER, mask_it):
        async with connect(f"ws://127.0.0.1:{SERVER}/masked-server", compression=None) as client:
            try:
                await client.recv()
            except ConnectionClosed:
                pass


@scene(
    "fragments",
    lesson=15,
    shows="a message in fragments with a ping between them, from both sides; a character of two bytes cut in the middle; "
    "an empty last fragment",
    programs=["websockets"],
    expects={"statuses": [101], "frames": {"text": 4, "continuation": 4, "ping": 2, "pong": 2, "close": 2}},
)
async def fragments():
    """A raw client against a `websockets` server that answers in fragments of its own."""

    async def pieces(connection):
        await connection.recv()

        async def halves():
            yield "frag"
            await connection.ping(b"between")
            yield "ments"

        await connection.send(halves())
        await connection.recv()
        await connection.send("got it")
        await connection.wait_closed()

    async with serve(pieces, "127.0.0.1", SERVER, compression=None):
        client = await RawClient.connect(SERVER)
        await client.send(frame(TEXT, "Hel", fin=False))
        await client.send(frame(PING, "still there?"))
        await client.send(frame(0, "lo"))
        await client.send(frame(PONG, "between"))
        bytes = "naïve".encode()
        await client.send(frame(TEXT, bytes[:3], fin=False))
        await client.send(frame(0, bytes[3:]))
        await client.send(close_frame(1000, "in one piece"))
        await client.read_to_end()
        await client.close()


@scene(
    "ping-pong",
    shows="pings from both sides, a pong nobody asked for, and a silent client that the server gives up on",
    programs=["websockets"],
    expects={"statuses": [101, 101], "connections": 2},
)
async def ping_pong():
    """Two connections: `websockets` on both sides; a raw client that never answers, against a server that pings
    every half second."""

    async def pinging(connection):
        await (await connection.ping(b"are you there?"))
        await connection.send("pong received")
        await connection.wait_closed()

    async with serve(pinging, "127.0.0.1", SERVER, compression=None):
        async with connect(f"ws://127.0.0.1:{SERVER}/answers", compression=None) as client:
            await client.recv()
            await (await client.ping(b"and you?"))
            await client.pong(b"unasked")
            await asyncio.sleep(0.1)
    async with serve(pinging, "127.0.0.1", SERVER, compression=None, ping_interval=0.5, ping_timeout=0.5):
        silent = await RawClient.connect(SERVER, "/silent")
        await silent.read_to_end(limit=15)
        await silent.close()


@scene(
    "binary",
    shows="binary messages both ways: the start of a PNG file, all 256 byte values, an empty one",
    programs=["websockets"],
    expects={"statuses": [101], "frames": {"binary": 6, "close": 2}, "connections": 1},
)
async def binary():
    """A `websockets` client and server; the server sends each message back with its bytes reversed."""

    async def reverse(connection):
        async for message in connection:
            await connection.send(message[::-1])

    async with serve(reverse, "127.0.0.1", SERVER, compression=None):
        async with connect(f"ws://127.0.0.1:{SERVER}/", compression=None) as client:
            for message in (b"\x89PNG\r\n\x1a\n", bytes(range(256)), b""):
                await client.send(message)
                await client.recv()
                await asyncio.sleep(0.05)


@scene(
    "invalid-utf8",
    shows="bytes that are no UTF-8: welcome in a binary message, 1007 in a text message",
    programs=["websockets"],
    expects={"statuses": [101], "connections": 1},
)
async def invalid_utf8():
    """A raw client sends "café" in Latin-1, first as binary, then as text, to a `websockets` server that echoes."""
    latin = "café au lait".encode("latin-1")
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        client = await RawClient.connect(SERVER)
        await client.send(frame(BINARY, latin), pause=0.1)
        await client.send(frame(TEXT, latin))
        await client.read_to_end()
        await client.close()


@scene(
    "compressed",
    lesson=16,
    shows="permessage-deflate with windows of 12 bits, the default of `websockets`: JSON that shrinks from message to "
    "message, one in compressed fragments with a ping between, an empty one, and random bytes that do not shrink",
    programs=["websockets"],
    expects={
        "statuses": [101],
        "connections": 1,
        "frames": {"text": 10, "continuation": 2, "binary": 2, "ping": 1, "pong": 1, "close": 2},
    },
)
async def compressed():
    """A `websockets` client and server with their default compression; the server echoes."""

    async def pieces(client):
        yield '{"room": 101, "from": "ada", "text": "in '
        await (await client.ping(b"between fragments"))
        yield 'three fragments"}'

    async with serve(echo, "127.0.0.1", SERVER):
        async with connect(f"ws://127.0.0.1:{SERVER}/compressed") as client:
            for text in ("Hello", "Hello", "How is the weather?"):
                await client.send(json.dumps({"room": 101, "from": "ada", "text": text}))
                await client.recv()
            await client.send(pieces(client))
            await client.recv()
            await client.send("")
            await client.recv()
            await client.send(os.urandom(64))
            await client.recv()
            await client.close(1000, "good night")
