"""Peers that vanish: their machine is cut off, and comes back without any memory."""

import asyncio
import sys

import programs
from scene import SECOND_SERVER, SERVER, scene
from scenes.closing import ECHO_SERVER
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


@scene(
    "vanished",
    shows="a machine that vanishes, 40 ms away, and comes back after a restart: a server that says nothing, one that sends and "
    "whose TCP repeats it, one that pings and gives up, and a client that asks by message and gives up",
    programs=["Node", "websockets"],
    ports=[SERVER, SECOND_SERVER],
    expects={"statuses": [101] * 4, "connections": 4},
    lesson=20,
    line=0.04,
)
async def vanished(line):
    """Three Node clients on the other machine and a `websockets` server here (port 8765; the path says what it does), a Node
    client here and an echo server there (8766). The other machine is a network namespace; the line to it is cut, and after
    a while it is made anew."""
    cut, back = asyncio.Event(), asyncio.Event()

    async def hold_seat(connection):
        path = connection.request.path
        try:
            await connection.send("seat held")
            if path == "/pinged":
                connection.ping_interval = 0.5
                connection.start_keepalive()
            elif path == "/told":
                await cut.wait()
                await asyncio.sleep(0.3)
                await connection.send("two minutes left")
            else:
                await back.wait()
                await asyncio.sleep(2)
                await connection.send("doors open")
            await connection.wait_closed()
        except ConnectionClosed:
            pass

    async with serve(
        hold_seat, line.here, SERVER, compression=None, ping_interval=None, ping_timeout=0.5, close_timeout=1
    ) as server:
        await start_there(line, sys.executable, str(ECHO_SERVER), "--host", line.there, "--port", str(SECOND_SERVER))
        seats = [f"ws://{line.here}:{SERVER}/{path}" for path in ("silent", "told", "pinged")]
        await start_there(line, *programs.node_command("guests.mjs", *seats))
        asking = asyncio.create_task(programs.run_node("pinging.mjs", f"ws://{line.there}:{SECOND_SERVER}/asking"))
        await asyncio.sleep(0.9)
        line.cut()
        cut.set()
        await asyncio.sleep(4.2)
        await line.reboot()
        back.set()
        await asyncio.gather(*(connection.wait_closed() for connection in list(server.connections)))
        await asking


async def start_there(line, *command):
    """Starts a program on the other machine and waits for the first line that it writes."""
    program = await line.run(*command, stdout=asyncio.subprocess.PIPE)
    await program.stdout.readline()
