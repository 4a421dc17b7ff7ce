#!/usr/bin/env python3
"""The peer of the lessons' code (`## In your own code`): a server with a path for each lesson that needs one.

It prints "listening" when it is ready, and ends on SIGTERM. Each path is one small function with `@path(…)`; a path that
refuses the handshake, always or at times, is one with `@refusal(…)`.
"""

import argparse
import asyncio
import http
import json
import signal

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

PATHS = {}
REFUSALS = {}


def path(name):
    """Registers the coroutine that talks on the connections to this path."""
    return lambda talk: PATHS.setdefault(name, talk)


def refusal(name):
    """Registers the function that answers the requests for this path in place of a 101."""
    return lambda answer: REFUSALS.setdefault(name, answer)


@path("/echo")
async def echo(connection):
    async for message in connection:
        await connection.send(message)


# Lesson 1


@path("/kitchen")
async def kitchen(connection):
    await connection.recv()
    await connection.ping()
    await connection.send("Only the last slice.")
    await connection.wait_closed()


# Lesson 3


@refusal("/members")
def members(connection, request):
    return connection.respond(http.HTTPStatus.FORBIDDEN, "Members only.\n")


# Lesson 4


@path("/rooms")
async def rooms(connection):
    await connection.wait_closed()


SUBPROTOCOLS = {"/rooms": ["chat.v1"]}


# Lesson 15


@path("/pieces")
async def pieces(connection):
    await connection.send(["Hello ", "in three ", "pieces"])
    await connection.recv()
    await connection.send(["Hello ", "in three ", "pieces"])
    await connection.wait_closed()


# Lesson 8


@path("/close")
async def close(connection):
    """Closes with the code that the query asks for: /close?code=1013."""
    await connection.close(int(connection.request.path.partition("code=")[2]))


# Lesson 9


@path("/drop")
async def drop(connection):
    """Ends TCP without a Close."""
    connection.transport.close()


# Lesson 19


@path("/updated")
async def updated(connection):
    await connection.close(1012, "back in a minute")


# Lesson 20


@path("/falls-silent")
async def falls_silent(connection):
    await connection.recv()
    await connection.send("yes")
    async for _ in connection:
        pass


# Lesson 21


@path("/restarting")
async def restarting(connection):
    if connection.request.path.endswith(("attempt=0", "attempt=1")):
        await connection.close(1012, "restarting")
    else:
        await connection.close(4001, "signed in elsewhere")


# Lesson 22


@refusal("/inbox")
def only_for_its_page(connection, request):
    if request.headers.get("Origin") != "https://mail.school.example":
        return connection.respond(http.HTTPStatus.FORBIDDEN, "Not for this page.\n")


@path("/inbox")
async def inbox(connection):
    await connection.wait_closed()


# Lesson 23


@path("/album")
async def album(connection):
    for _ in range(2):
        photo = json.loads(await connection.recv())
        await connection.send(json.dumps({"saved": photo["id"]}))
    await connection.close(1012, "restarting")


# Lesson 25


@refusal("/hotel")
def hotel(connection, request):
    return connection.respond(http.HTTPStatus.UPGRADE_REQUIRED, "This address speaks WebSocket only.\n")


# The server


def choose(connection, offered):
    """The first subprotocol of this path that was offered; most paths have none, and do not answer the offer."""
    spoken = SUBPROTOCOLS.get(connection.request.path, [])
    return next((name for name in spoken if name in offered), None)


def refuse(connection, request):
    """The answer of `request`'s refusal; None, which lets the handshake go on, if its path is one that talks."""
    name = request.path.partition("?")[0]
    if name in REFUSALS:
        return REFUSALS[name](connection, request)
    if name not in PATHS:
        return connection.respond(http.HTTPStatus.NOT_FOUND, f"There is no {name} here.\n")


async def talk(connection):
    try:
        await PATHS[connection.request.path.partition("?")[0]](connection)
    except ConnectionClosed:
        pass


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8765)
    port = parser.parse_args().port
    stop = asyncio.Event()
    # Foundation's Process starts its children with all signals blocked.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(talk, "127.0.0.1", port, process_request=refuse, select_subprotocol=choose, compression=None):
        print("listening", flush=True)
        await stop.wait()


asyncio.run(main())
