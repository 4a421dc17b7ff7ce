#!/usr/bin/env python3
"""A real WebSocket server (the `websockets` library) that echoes, and says on stdout what it did.

One JSON object a line: {"event": "listening", "port": 8765}, then for each connection "open" (with path), "message"
(with kind, and text or hex) and "close" (with code and reason, as this server's API reports them). Ends after
--connections of them, or on SIGTERM.
"""

import argparse
import asyncio
import json
import signal

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


def say(event, **details):
    print(json.dumps({"event": event} | details), flush=True)


def described(message):
    """A message as JSON can carry it."""
    if isinstance(message, str):
        return {"kind": "text", "text": message}
    return {"kind": "binary", "hex": message.hex()}


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 (the default): any free one; see the first line")
    parser.add_argument("--subprotocol", action="append", help="one that the server speaks (repeatable)")
    parser.add_argument("--compress", action="store_true", help="agree to permessage-deflate")
    parser.add_argument("--connections", type=int, help="end after so many connections")
    arguments = parser.parse_args()
    stop = asyncio.Event()
    # Foundation's Process starts its children with all signals blocked.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    finished = 0

    async def echo(connection):
        nonlocal finished
        say("open", path=connection.request.path, subprotocol=connection.subprotocol)
        try:
            async for message in connection:
                say("message", **described(message))
                await connection.send(message)
        except ConnectionClosed:
            pass  # with another code than 1000 and 1001: said below
        await connection.wait_closed()
        say("close", code=connection.close_code, reason=connection.close_reason)
        finished += 1
        if finished == arguments.connections:
            stop.set()

    async with serve(
        echo,
        arguments.host,
        arguments.port,
        compression="deflate" if arguments.compress else None,
        subprotocols=arguments.subprotocol,
    ) as server:
        say("listening", port=server.sockets[0].getsockname()[1])
        await stop.wait()


asyncio.run(main())
