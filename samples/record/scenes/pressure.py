"""One side is faster than the other, or sends more than the other will take."""

import asyncio
import json
import socket
import struct

import programs
from scene import PAGE, SECOND_SERVER, SERVER, scene
from websockets.asyncio.client import connect
from websockets.asyncio.server import broadcast, serve
from websockets.exceptions import ConnectionClosed
from wire import BINARY, RawClient, frame


def small_listener(port):
    """A socket that takes 2 KiB until its program reads."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    listener.bind(("127.0.0.1", port))
    return listener


@scene(
    "pressure",
    shows="a page that sends faster than its server reads: the server's window closes, bufferedAmount says what the browser "
    "still holds, the server dies and what it had not read is gone; a message that inflates to more than a server takes, and "
    "one that only announces to be too big: 1009 for both",
    programs=["Chromium", "websockets"],
    ports=[SERVER, SECOND_SERVER],
    expects={"statuses": [101] * 5, "connections": 5},
    lesson=23,
)
async def pressure():
    """A page in headless Chromium sends photos and a film to a `websockets` server with a small SO_RCVBUF (port 8765), which reads
    one message, or nothing, and then aborts its connection; it notes bufferedAmount on /diary (8766). After that a `websockets`
    client with permessage-deflate and a raw client send too much to 8766."""

    async def album(connection):
        connection.transport.pause_reading()
        if connection.request.path == "/photos":
            connection.transport.resume_reading()
            photo = await connection.recv()
            connection.transport.pause_reading()
            await connection.send(json.dumps({"saved": int(photo.split()[1])}))
        await asyncio.sleep(1.6)  # a slow disk
        connection.transport.abort()

    async def read(connection):
        async for _ in connection:
            pass

    async with (
        serve(album, sock=small_listener(SERVER), compression=None, max_queue=1),
        serve(read, "127.0.0.1", SECOND_SERVER),
    ):
        await programs.browse(PAGE, "pressure.html")
        async with connect(f"ws://127.0.0.1:{SECOND_SERVER}/laugh") as client:
            await client.send("ha" * 600_000)
            await client.wait_closed()
        raw = await RawClient.connect(SECOND_SERVER, "/announced")
        await raw.send(struct.pack("!BBQ", 0x80 | BINARY, 0x80 | 127, 2**32) + b"\x10\x1e\xaf\x65")
        await raw.read_to_end()
        await raw.close()


def positions(number):
    """Where the buses of the town are: about 1000 bytes."""
    buses = [[line, round(52.5 + line / 1000 + number / 5000, 4), round(13.3 + line / 700, 4)] for line in range(101, 145)]
    return json.dumps({"id": number, "buses": buses}, separators=(",", ":"))


@scene(
    "slow-reader",
    shows="a live map with three ways to treat a reader who pauses: the first server waits and delivers everything late, the "
    "second leaves out what is old by then, the third ends the session with 1013",
    programs=["websockets"],
    expects={"statuses": [101] * 3, "connections": 3},
    lesson=23,
)
async def slow_reader():
    """A `websockets` client with a small SO_RCVBUF that stops reading for a while, three times; a `websockets` server with a
    small SO_SNDBUF, which has another way for each path."""

    async def live_map(connection):
        handle = connection.transport.get_extra_info("socket")
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1024)
        clock = asyncio.get_running_loop().time
        start = clock()
        try:
            for number in range(1, 15):
                await asyncio.sleep(max(0, start + 0.07 * number - clock()))
                if connection.request.path == "/red":
                    await connection.send(positions(number))  # waits while there is no room
                elif connection.transport.get_write_buffer_size() == 0:
                    broadcast([connection], positions(number))  # doesn't wait
                elif connection.request.path == "/blue":
                    await connection.close(1013, "you are too slow")
                    return
            await connection.close(1000, "last bus")
        except ConnectionClosed:
            pass

    async def follow(path):
        handle = socket.socket()
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        handle.connect(("127.0.0.1", SERVER))
        async with connect(f"ws://127.0.0.1:{SERVER}{path}", sock=handle, compression=None) as client:
            await client.recv()
            await client.recv()
            client.transport.pause_reading()
            await asyncio.sleep(0.7)
            client.transport.resume_reading()
            try:
                async for _ in client:
                    pass
            except ConnectionClosed:  # 1013
                pass

    async with serve(live_map, "127.0.0.1", SERVER, compression=None, write_limit=1):
        for path in ("/red", "/green", "/blue"):
            await follow(path)
