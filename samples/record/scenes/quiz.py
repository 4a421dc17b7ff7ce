"""Many sessions at a time, for a learner to find out unaided what happened in each."""

import asyncio
import http
import time

import programs
from scene import PAGE, PROXY, SERVER, scene
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import InvalidStatus
from wire import CLOSE, TEXT, RawClient, frame, read_frame


@scene(
    "capture-1",
    lesson=9,
    shows="a quiz night, seven players at a time: one leaves the page, one is thrown out, one gives up, one is cut off, one "
    "sends what is no text, one meets a bug of the server, and one never gets in",
    programs=["Chromium", "Node", "websockets", "nginx"],
    ports=[SERVER, PROXY],
    expects={"connections": 8},
)
async def capture_1():
    """A page in headless Chromium, a script in Node, `websockets` clients (one of them through nginx with
    `proxy_read_timeout 1s`) and a raw client against one `websockets` server."""
    begun = asyncio.Event()

    def check(connection, request):
        if "Gus" in request.headers.get("Cookie", ""):
            return connection.respond(http.HTTPStatus.FORBIDDEN, "You are banned until Monday.\n")

    async def quiz(connection):
        name = (await connection.recv()).split()[0]
        begun.set()
        await connection.send(f"Hello {name}. What is six times seven?")
        times = []
        async for answer in connection:
            times = [*times, time.monotonic()][-4:]
            if len(times) == 4 and times[-1] - times[0] < 0.5:
                await connection.close(1008, "one answer at a time")
                return
            await connection.send("right" if int(answer) == 42 else "wrong")

    async def play(name, port, *answers, pause=0.1):
        async with connect(f"ws://localhost:{port}/quiz", host="127.0.0.1", compression=None) as socket:
            await socket.send(f"{name} here")
            await socket.recv()
            for answer in answers:
                await asyncio.sleep(pause)
                await socket.send(answer)
            await socket.wait_closed()

    async def ben():
        await asyncio.sleep(0.1)
        await play("Ben", SERVER, "40", "41", "43", "44", pause=0.02)

    async def cleo():
        await programs.run_node("quiz.mjs", f"ws://localhost:{SERVER}/quiz")

    async def dev():
        await play("Dev", PROXY, "42")

    async def eve():
        await asyncio.sleep(0.25)
        client = await RawClient.connect(SERVER, "/quiz")
        await client.send(frame(TEXT, "Eve here"), pause=0.15)
        await client.send(frame(TEXT, "zweiundvierzig, natürlich".encode("latin-1")), pause=0.02)
        await client.send(frame(CLOSE, b"\x03\xef"), pause=0)
        await client.read_to_end()
        await client.close()

    async def finn():
        await asyncio.sleep(0.4)
        await play("Finn", SERVER, "41", "forty-two")

    async def gus():
        await asyncio.sleep(0.5)
        try:
            await connect(
                f"ws://localhost:{SERVER}/quiz",
                host="127.0.0.1",
                compression=None,
                additional_headers={"Cookie": "player=Gus"},
            )
        except InvalidStatus:
            pass

    async with (
        serve(quiz, "127.0.0.1", SERVER, compression=None, process_request=check),
        programs.nginx(PROXY, SERVER, forward_upgrade=True, settings="proxy_read_timeout 1s;"),
    ):
        anna = asyncio.create_task(programs.browse(PAGE, "quiz.html"))
        await begun.wait()
        await asyncio.gather(anna, ben(), cleo(), dev(), eve(), finn(), gus())
