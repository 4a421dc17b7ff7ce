#!/usr/bin/env python3
"""A `websockets` server that kills itself (SIGKILL): after its first message, or, with --unread, once a second one waits
in the kernel that it will never read."""

import asyncio
import os
import signal
import sys

from websockets.asyncio.server import serve


async def main(port, *flags):
    async def die(connection):
        await connection.recv()
        await connection.send("in a moment")
        if "--unread" in flags:
            connection.transport.pause_reading()
        await asyncio.sleep(0.3)
        os.kill(os.getpid(), signal.SIGKILL)

    async with serve(die, "127.0.0.1", int(port), compression=None):
        print("listening", flush=True)
        await asyncio.Future()


asyncio.run(main(*sys.argv[1:]))
