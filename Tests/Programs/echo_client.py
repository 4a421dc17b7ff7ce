#!/usr/bin/env python3
"""A real WebSocket client (the `websockets` library) that does what its arguments say, and says on stdout what it did.

  echo_client.py ws://127.0.0.1:8765/ text:Hello binary:00ff 'fragments:Hel|lo' ping:abc wait:0.1 close:1000:bye

  text:TEXT  binary:HEX  fragments:A|B|…   send a message and wait for the echo
  flood:COUNT:SIZE                         send COUNT text messages of SIZE bytes, reading the echoes meanwhile
  ping:TEXT                                ping and wait for the pong
  wait:SECONDS                             do nothing
  until:FILE                               do nothing until there is that file
  close[:CODE[:REASON]]                    the closing handshake (the default at the end: close:1000)
  abort                                    reset the TCP connection, with no Close

One JSON object a line: "open", "sent", "received", "pong", "close" (code and reason as the API reports them).
"""

import argparse
import asyncio
import json
import os
import socket
import struct

from websockets.asyncio.client import connect


def say(event, **details):
    print(json.dumps({"event": event} | details), flush=True)


def described(message):
    """A message as JSON can carry it."""
    if isinstance(message, str):
        return {"kind": "text", "text": message}
    return {"kind": "binary", "hex": message.hex()}


async def exchange(connection, message):
    say("sent", **described("".join(message) if isinstance(message, list) else message))
    await connection.send(message)
    say("received", **described(await connection.recv()))


async def flood(connection, count, size):
    async def read():
        for _ in range(count):
            await connection.recv()

    reading = asyncio.create_task(read())
    for number in range(count):
        await connection.send(str(number).zfill(size)[:size])
    await reading
    say("flood", count=count, size=size)


def reset(connection):
    """SO_LINGER with 0 seconds makes the kernel send RST instead of FIN."""
    handle = connection.transport.get_extra_info("socket")
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.transport.abort()


async def perform(connection, action):
    name, _, rest = action.partition(":")
    match name:
        case "text":
            await exchange(connection, rest)
        case "binary":
            await exchange(connection, bytes.fromhex(rest))
        case "fragments":
            await exchange(connection, rest.split("|"))
        case "flood":
            count, size = rest.split(":")
            await flood(connection, int(count), int(size))
        case "ping":
            await (await connection.ping(rest))
            say("pong", text=rest)
        case "wait":
            await asyncio.sleep(float(rest))
        case "until":
            while not os.path.exists(rest):
                await asyncio.sleep(0.02)
        case "close":
            code, _, reason = rest.partition(":")
            await connection.close(int(code or 1000), reason)
        case "abort":
            reset(connection)
        case _:
            raise SystemExit(f"echo_client.py: no such action: {action}")


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("uri")
    parser.add_argument("actions", nargs="*", metavar="ACTION")
    parser.add_argument("--subprotocol", action="append", help="one to offer (repeatable)")
    parser.add_argument("--compress", action="store_true", help="offer permessage-deflate")
    arguments = parser.parse_args()
    async with connect(
        arguments.uri,
        compression="deflate" if arguments.compress else None,
        subprotocols=arguments.subprotocol,
        proxy=None,
    ) as connection:
        say("open", status=connection.response.status_code, subprotocol=connection.subprotocol)
        for action in arguments.actions:
            await perform(connection, action)
        await connection.close()
    say("close", code=connection.close_code, reason=connection.close_reason)


asyncio.run(main())
