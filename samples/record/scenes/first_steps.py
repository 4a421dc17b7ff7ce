"""The demo and the sessions of the first lessons that need nothing but the `websockets` library."""

import asyncio

from scene import SERVER, scene
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.frames import Frame, Opcode


@scene(
    "hello",
    lesson=11,
    shows='the smallest whole session: "Hello" both ways, then a clean close',
    programs=["websockets"],
    expects={"statuses": [101], "frames": {"text": 2, "close": 2}, "connections": 1},
)
async def hello():
    """A `websockets` client and server; the server echoes."""

    async def echo(connection):
        async for message in connection:
            await connection.send(message)

    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        async with connect(f"ws://127.0.0.1:{SERVER}/", compression=None) as client:
            await client.send("Hello")
            await client.recv()
            await asyncio.sleep(0.1)
            await client.close(1000, "bye")


def text(message):
    return Frame(Opcode.TEXT, message.encode()).serialize(mask=False)


@scene(
    "streams",
    lesson=10,
    shows="frames against segments: one frame in two segments, three frames in one, a segment that ends inside the "
    "next frame's header, both directions at once",
    programs=["websockets"],
    expects={"statuses": [101], "frames": {"text": 13, "close": 2}, "connections": 1},
)
async def streams():
    """A `websockets` client and server; the server writes its frames' bytes to the socket in chosen pieces
    (TCP_NODELAY, with pauses)."""

    async def serve_pieces(connection):
        await connection.recv()
        write = connection.transport.write
        one = text("This message is one frame, and it travels in two TCP segments.")
        write(one[:30])
        await asyncio.sleep(0.1)
        write(one[30:])
        await asyncio.sleep(0.1)
        write(text("one") + text("two") + text("three"))
        await asyncio.sleep(0.1)
        torn = text("The first byte of my header came with the frame before.")
        write(text("I am whole.") + torn[:1])
        await asyncio.sleep(0.1)
        write(torn[1:])
        await asyncio.sleep(0.1)
        for word in ("north", "east", "south"):
            await connection.send(f"server says {word}")
            await asyncio.sleep(0.02)
        await connection.wait_closed()

    async with serve(serve_pieces, "127.0.0.1", SERVER, compression=None):
        async with connect(f"ws://127.0.0.1:{SERVER}/", compression=None) as client:
            await client.send("go")

            async def listen(count):
                for _ in range(count):
                    await client.recv()

            await listen(6)
            both = asyncio.create_task(listen(3))
            await asyncio.sleep(0.09)
            for word in ("red", "green", "blue"):
                await client.send(f"client says {word}")
                await asyncio.sleep(0.02)
            await both
            await asyncio.sleep(0.1)


SIZES = (0, 125, 126, 127, 65535, 65536)


@scene(
    "lengths",
    lesson=12,
    shows="payloads of 0, 125, 126, 127, 65,535 and 65,536 bytes: each form of the length, and where one ends",
    programs=["websockets"],
    expects={"statuses": [101], "connections": 1},
)
async def lengths():
    """A `websockets` client sends the six; the server answers each with the number of bytes it got."""

    async def count(connection):
        async for message in connection:
            await connection.send(f"{len(message)} bytes")

    async with serve(count, "127.0.0.1", SERVER, compression=None):
        async with connect(f"ws://127.0.0.1:{SERVER}/", compression=None) as client:
            for size in SIZES:
                line = "0123456789" * (size // 10 + 1)
                await client.send(line[:size])
                await client.recv()
                await asyncio.sleep(0.05)
