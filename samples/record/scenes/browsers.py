"""Chromium and Node as clients."""

import asyncio
import json

import programs
from scene import PAGE, SERVER, scene
from websockets.asyncio.server import serve
from websockets.frames import Frame, Opcode

WELCOME = (
    "Welcome to room 101! This message has more than 125 bytes on purpose: "
    "its length does not fit into seven bits, so the frame's header grows by two bytes. 👋"
)


@scene(
    "demo",
    shows="a short chat: text both ways, a message in fragments with a ping between, a binary message, "
    "a clean close with a reason",
    programs=["Chromium", "websockets"],
    expects={
        "statuses": [101],
        "connections": 1,
        "frames": {"text": 3, "continuation": 1, "ping": 1, "pong": 1, "binary": 2, "close": 2},
    },
)
async def demo():
    """A page in headless Chromium talks to a `websockets` server."""

    async def chat(connection):
        await connection.recv()
        await asyncio.sleep(0.1)
        await connection.send(WELCOME)

        # Written frame by frame: given pieces, `websockets` would end the message with an empty third fragment.
        write = connection.transport.write
        write(Frame(Opcode.TEXT, b"Long messages may come ", fin=False).serialize(mask=False))
        await asyncio.sleep(0.1)
        await connection.ping(b"still there?")
        await asyncio.sleep(0.1)
        write(Frame(Opcode.CONT, b"in fragments.").serialize(mask=False))
        picture = await connection.recv()
        await connection.send(picture[::-1])
        await connection.wait_closed()

    async with serve(chat, "127.0.0.1", SERVER, compression=None, subprotocols=["chat"]):
        await programs.browse(PAGE, "demo.html")


@scene(
    "chromium-handshake",
    lesson=3,
    shows="a browser's handshake: Origin, two subprotocols offered and one chosen, compression offered and declined",
    programs=["Chromium", "websockets"],
    expects={"statuses": [101], "frames": {"text": 2, "close": 2}, "connections": 1},
)
async def chromium_handshake():
    """A page from http://localhost:8000 in headless Chromium opens a WebSocket to a `websockets` server at
    ws://localhost:8765."""

    async def greet(connection):
        await connection.recv()
        await connection.send(f"you speak {connection.subprotocol}")
        await connection.wait_closed()

    async with serve(greet, "127.0.0.1", SERVER, compression=None, subprotocols=["chat.v1", "chat.v2"]):
        await programs.browse(PAGE, "handshake.html")


@scene(
    "chromium-chat",
    shows="permessage-deflate agreed on: compressed frames (RSV1), and similar messages that shrink",
    programs=["Chromium", "websockets"],
    expects={"statuses": [101], "frames": {"text": 10, "close": 2}, "connections": 1},
)
async def chromium_chat():
    """A page in headless Chromium sends JSON to a `websockets` server that answers in JSON."""

    async def answer(connection):
        async for message in connection:
            heard = json.loads(message)
            await connection.send(json.dumps(heard | {"from": "server", "text": f"You said: {heard['text']}"}))

    async with serve(answer, "127.0.0.1", SERVER):
        await programs.browse(PAGE, "chat.html")
