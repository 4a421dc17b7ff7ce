"""Where WebSocket is there, where it isn't, and where the network doesn't let it through."""

import asyncio
import time

import programs
from aiohttp import WSMsgType, web
from scene import PAGE, PROXY, SECOND_SERVER, SERVER, scene
from websockets.asyncio.server import serve

GOAL = 0.45  # seconds after a guest came, or after the first of its questions


async def live(request):
    """The score over a WebSocket; a request without Upgrade gets 426."""
    if request.headers.get("Upgrade", "").lower() != "websocket":
        return web.Response(status=426, headers={"Upgrade": "websocket"}, text="This address speaks WebSocket only.\n")
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    await socket.receive()
    await socket.send_str("0:0")
    await asyncio.sleep(GOAL)
    await socket.send_str("1:0")
    async for message in socket:
        assert message.type != WSMsgType.ERROR
    return socket


async def events(request):
    """The score as server-sent events, which the proxy is asked not to hold back."""
    headers = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no", "Access-Control-Allow-Origin": "*"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    try:
        await response.write(b"data: 0:0\n\n")
        await asyncio.sleep(GOAL)
        await response.write(b"data: 1:0\n\n")
        await asyncio.sleep(0.2)
    except ConnectionError:
        pass
    return response


def score():
    first = []

    async def answer(request):
        first.append(time.monotonic())
        return web.Response(text="1:0" if first[-1] - first[0] > GOAL else "0:0")

    return answer


@scene(
    "detection",
    shows="the score of a match in five places: a page, its worker and Node 22 have a WebSocket and get it so; Node 20 has none "
    "and polls; a page in a network that lets no Upgrade through has one, is refused, and falls back to server-sent events",
    programs=["Chromium", "Node", "Node 22", "nginx", "aiohttp", "websockets"],
    ports=[SERVER, PROXY, SECOND_SERVER],
    expects={"frames": {"text": 15, "close": 8}},
    lesson=25,
)
async def detection():
    """A page in headless Chromium, and one script in Node 20 and 22, against an `aiohttp` server (port 8765); the network is nginx
    without Upgrade forwarded (8080). The page notes what it sees on /diary (8766, a `websockets` server)."""

    async def diary(connection):
        async for _ in connection:
            pass

    app = web.Application()
    app.add_routes([web.get("/live", live), web.get("/events", events), web.get("/score", score())])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", SERVER).start()
    async with (
        serve(diary, "127.0.0.1", SECOND_SERVER, compression=None),
        programs.nginx(PROXY, SERVER, forward_upgrade=False),
    ):
        await programs.browse(PAGE, "score.html")
        for program in ("Node 22", "Node"):
            await programs.run(programs.node(program), str(programs.PAGES / "score.mjs"))
    await runner.cleanup()
