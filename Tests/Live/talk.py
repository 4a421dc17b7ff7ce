#!/usr/bin/env python3
"""A server that echoes and a client that talks to it over many connections, both of the `websockets` library.

  talk.py serve --host HOST [--certificate FILE --key FILE]
  talk.py talk --uri URI --connections N --messages N [--authority FILE]

Each says what it did on standard output, a JSON object a line. The server says first which port it has. The client says
at its end, for each of its ports, how many messages went each way, and one digest over them all: what ws101 has to have
seen on that connection.
"""

import argparse
import asyncio
import hashlib
import json
import random
import signal
import ssl

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

# So many connections talk at once.
CROWD = 50


def digest_of(messages):
    """One digest over messages, each given as its kind and the SHA-256 of its payload."""
    whole = hashlib.sha256()
    for kind, sha256 in messages:
        whole.update(f"{kind} {sha256}\n".encode())
    return whole.hexdigest()


def described(message):
    if isinstance(message, str):
        return "text", hashlib.sha256(message.encode()).hexdigest()
    return "binary", hashlib.sha256(message).hexdigest()


async def echo(connection):
    async for message in connection:
        await connection.send(message)


async def run_server(arguments):
    context = None
    if arguments.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(arguments.certificate, arguments.key)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(echo, arguments.host, 0, ssl=context, compression=None) as server:
        print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
        await stop.wait()


def payload(dice):
    """Text or bytes, short as chat, or long enough for several segments."""
    length = dice.choice((0, 1, 30, 90, 125, 126, 500, 3000))
    if dice.random() < 0.5:
        return dice.randbytes(length)
    return "".join(dice.choice("abc äöü 日本 {}:,") for _ in range(length))


async def talk_once(arguments, context, number, gate):
    dice = random.Random(number)
    sent, received = [], []
    async with gate:
        # No compression: the bytes on the wire are the ones that are counted here.
        async with connect(arguments.uri, ssl=context, compression=None, max_size=None) as connection:
            port = connection.local_address[1]
            for _ in range(arguments.messages):
                message = payload(dice)
                await connection.send(message)
                sent.append(described(message))
                received.append(described(await connection.recv()))
    return {"port": port, "messages": len(sent), "sent": digest_of(sent), "received": digest_of(received)}


async def run_client(arguments):
    context = None
    if arguments.uri.startswith("wss:"):
        # It reads SSLKEYLOGFILE.
        context = ssl.create_default_context(cafile=arguments.authority)
    gate = asyncio.Semaphore(CROWD)
    talks = [talk_once(arguments, context, number, gate) for number in range(arguments.connections)]
    for done in asyncio.as_completed(talks):
        print(json.dumps(await done), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    roles = parser.add_subparsers(dest="role", required=True)
    server = roles.add_parser("serve")
    server.add_argument("--host", required=True)
    server.add_argument("--certificate")
    server.add_argument("--key")
    client = roles.add_parser("talk")
    client.add_argument("--uri", required=True)
    client.add_argument("--connections", type=int, required=True)
    client.add_argument("--messages", type=int, required=True)
    client.add_argument("--authority")
    arguments = parser.parse_args()
    asyncio.run(run_server(arguments) if arguments.role == "serve" else run_client(arguments))


if __name__ == "__main__":
    main()
