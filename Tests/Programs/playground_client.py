#!/usr/bin/env python3
"""Goes to every endpoint of `ws101 playground` and prints how that went, one JSON object a line.

    playground_client.py PORT [NAME…]

The client is the `websockets` library: another implementation than the one that misbehaves.
"""

import asyncio
import json
import sys
import urllib.request

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake


async def visit(port, endpoint):
    """One visit: what came, how the opening failed, or which close codes went to and fro."""
    path = f"/{endpoint['name']}" + (f"/{endpoint['standard']}" if "standard" in endpoint else "")
    told = {"path": path, "messages": []}
    try:
        async with connect(
            f"ws://localhost:{port}{path}",
            subprotocols=endpoint["offers"] or None,
            open_timeout=1,
            close_timeout=8,
            ping_interval=None,
        ) as session:
            told["subprotocol"] = session.subprotocol
            told["extensions"] = [extension.name for extension in session.protocol.extensions]
            try:
                await session.send("Hello")
                while len(told["messages"]) < 3:
                    message = await asyncio.wait_for(session.recv(), 0.4)
                    told["messages"].append(message if isinstance(message, str) else message.hex())
            except (ConnectionClosed, asyncio.TimeoutError):
                pass
            await session.close()
            told["received"] = session.protocol.close_rcvd and session.protocol.close_rcvd.code
            told["sent"] = session.protocol.close_sent and session.protocol.close_sent.code
    except (InvalidHandshake, TimeoutError, EOFError, OSError) as error:
        told["failed"] = type(error).__name__
        told["status"] = getattr(getattr(error, "response", None), "status_code", None)
    return told


async def main():
    port, names = sys.argv[1], sys.argv[2:]
    with urllib.request.urlopen(f"http://localhost:{port}/endpoints.json") as answer:
        groups = json.load(answer)
    endpoints = [endpoint for group in groups for endpoint in group["endpoints"]]
    chosen = [endpoint for endpoint in endpoints if not names or endpoint["name"] in names]
    for told in await asyncio.gather(*(visit(port, endpoint) for endpoint in chosen)):
        print(json.dumps(told), flush=True)


asyncio.run(main())
