"""A `websockets` client whose program stops its event loop: blocked.py HOST PORT URI"""

import asyncio
import sys
import time

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


async def main(host, port, uri):
    async with connect(uri, host=host, port=int(port), compression=None, proxy=None) as connection:
        await asyncio.sleep(0.6)
        await connection.send("Making the report")
        await asyncio.sleep(0.1)
        time.sleep(2.2)  # should have been asyncio.sleep, or work in a thread
        try:
            await connection.send("The report is ready")
            await connection.wait_closed()
        except ConnectionClosed:
            pass


asyncio.run(main(*sys.argv[1:]))
