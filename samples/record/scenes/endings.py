"""How sessions end, for the lessons on closing: what script may say, what the wire carries, what script hears."""

import asyncio
import http
import ssl
import sys
import tempfile
from pathlib import Path

import programs
from aiohttp import web
from scene import FOURTH_SERVER, PAGE, PROXY, SECOND_SERVER, SECURE, SERVER, THIRD_SERVER, scene
from scenes.framing import wsproto_echo
from scenes.secure import certificate
from websockets.asyncio.server import serve
from wire import CLOSE, TEXT, RawClient, close_frame, frame, raw_server, read_frame

MORTAL_SERVER = Path(__file__).resolve().parents[1] / "mortal_server.py"


@scene(
    "closing",
    lesson=7,
    shows="a page closes: with nothing to say, with 1000 and a reason (after 1001 was refused), with a reason of 123 bytes, "
    "with a message still on its way to it; a server closes with 4001; another goes on talking after its Close; and a "
    "page goes away",
    programs=["Chromium", "websockets"],
    ports=[SERVER, SECOND_SERVER],
    expects={"statuses": [101] * 8, "connections": 8},
)
async def closing():
    """A page in headless Chromium against a `websockets` server (port 8765) and a raw one (8766). What script sees, the
    page reports in text messages on a WebSocket of its own, /log. The page that goes away stands in a frame of the first."""

    async def serve_path(connection):
        if connection.request.path == "/room":
            await connection.recv()
            await asyncio.sleep(0.05)
            await connection.close(4001, "room closed")
        async for _ in connection:
            pass

    async def raw(reader, writer):
        _, question = await read_frame(reader)
        if question == b"any goals?":
            # The client's Close comes meanwhile, and is not read before the goal falls.
            await asyncio.sleep(0.08)
            writer.write(frame(TEXT, "GOAL! 2:1 in the last minute", mask=False))
            _, goodbye = await read_frame(reader)
            await asyncio.sleep(0.02)
            writer.write(frame(CLOSE, goodbye, mask=False))
        else:
            # In one segment, so that the browser reads both at once.
            late = frame(TEXT, "and one more thing", mask=False)
            writer.write(close_frame(1000, "end of speech", mask=False) + late)
            await read_frame(reader)

    async with serve(serve_path, "127.0.0.1", SERVER, compression=None):
        async with await raw_server(SECOND_SERVER, raw):
            await programs.browse(PAGE, "closing.html")


@scene(
    "codes",
    lesson=8,
    shows="every close code: from programs that have a reason for it (1000, 1001, 1003, 1008, 1009, 1011 to 1014, 3000, 4101, "
    "none), from servers that are shown a broken frame (1002, 1007), and from a raw client (1010, and those that nobody "
    "may send: 999, 1004, 1005, 1006, 1015, 2999, 5000), with what three libraries make of them",
    programs=["Chromium", "websockets", "wsproto", "aiohttp"],
    ports=[SERVER, SECOND_SERVER, THIRD_SERVER],
    expects={"statuses": [101] * 25, "connections": 25},
)
async def codes():
    """A page in headless Chromium and a raw client against `websockets` servers (ports 8765 and 8766), `wsproto` (8766)
    and `aiohttp` (8767). What script sees, the page reports in text messages on a WebSocket of its own, /log."""

    async def serve_path(connection):
        close = connection.close
        match connection.request.path:
            case "/log":
                await connection.wait_closed()
            case "/news":
                await connection.send("That was the news.")
            case "/diary":
                if isinstance(await connection.recv(), bytes):
                    await close(1003, "text only, please")
            case "/market":
                for _ in range(3):
                    await connection.recv()
                await close(1008, "three a second are too many")
            case "/divide":
                above, below = (await connection.recv()).split("/")
                await connection.send(str(int(above) / int(below)))
            case "/release":
                await close(1012, "version 101 is coming up")
            case "/concert":
                await close(1013, "the hall is full")
            case "/gateway":
                await close(1014, "no answer from upstream")
            case "/account":
                await connection.recv()
                await close(3000, "your token has expired")
            case _:
                async for _ in connection:
                    pass

    async def shut_down(connection):
        await connection.recv()
        weather.close()
        await connection.wait_closed()

    async def show(port, data, *, answers=False):
        client = await RawClient.connect(port, "/raw")
        await client.send(data, pause=0.01)
        if answers:
            _, size = await client.reader.readexactly(2)
            await client.send(frame(CLOSE, await client.reader.readexactly(size)), pause=0)
        await client.read_to_end(limit=1)
        await client.close()

    async def aiohttp_echo(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(message.data)
        return socket

    async with serve(serve_path, "127.0.0.1", SERVER, compression=None, max_size=256):
        weather = await serve(shut_down, "127.0.0.1", SECOND_SERVER, compression=None)
        await programs.browse(PAGE, "codes.html")
        await weather.wait_closed()

        await show(SERVER, frame(3, "psst"), answers=True)
        await show(SERVER, frame(TEXT, "café".encode("latin-1")), answers=True)
        await show(SERVER, close_frame(1010, "permessage-deflate"))
        for code in (1004, 1005, 1006, 1015, 999, 2999, 5000):
            await show(SERVER, close_frame(code))
        async with await asyncio.start_server(wsproto_echo, "127.0.0.1", SECOND_SERVER):
            await show(SECOND_SERVER, close_frame(1014))
        application = web.Application()
        application.router.add_get("/raw", aiohttp_echo)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", THIRD_SERVER).start()
        await show(THIRD_SERVER, close_frame(1006))
        await runner.cleanup()


@scene(
    "abnormal",
    lesson=9,
    shows="nine ends that script knows as 1006: a killed server (FIN), one killed with a message unread (RST), a program that "
    "hangs up, a proxy that loses patience, a Close that nobody answers, a certificate that nobody vouches for, a port "
    "where nobody listens, 403, and a subprotocol that is not answered",
    programs=["Chromium", "websockets", "nginx"],
    ports=[SERVER, SECOND_SERVER, THIRD_SERVER, FOURTH_SERVER, PROXY],
    secure_ports=[SECURE],
    expects={"connections": 11},
)
async def abnormal():
    """A page in headless Chromium against `websockets` servers (one of them in TLS with a certificate that signs itself, two
    in processes of their own that get SIGKILL), a raw server (8768) and nginx with `proxy_read_timeout 1s` (8080). What
    script sees, the page reports in text messages on a WebSocket of its own, /log."""

    async def serve_path(connection):
        async for message in connection:
            if connection.request.path == "/roof":
                await connection.send("south-west, force 3")

    def refuse(connection, request):
        if request.path == "/office":
            return connection.respond(http.HTTPStatus.FORBIDDEN, "Not this screen.\n")

    async def hang_up(reader, writer):
        await read_frame(reader)

    async def mortal(port, *flags):
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(MORTAL_SERVER), str(port), *flags, stdout=asyncio.subprocess.PIPE
        )
        await process.stdout.readline()  # "listening"
        return process

    with tempfile.TemporaryDirectory(prefix="ws101-tls-") as folder:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate(folder))
        async with (
            serve(serve_path, "127.0.0.1", SERVER, compression=None, process_request=refuse),
            serve(serve_path, "127.0.0.1", SECURE, compression=None, ssl=tls),
            await raw_server(FOURTH_SERVER, hang_up),
            programs.nginx(PROXY, SERVER, forward_upgrade=True, settings="proxy_read_timeout 1s;"),
        ):
            servers = [await mortal(SECOND_SERVER), await mortal(THIRD_SERVER, "--unread")]
            await programs.browse(PAGE, "abnormal.html")
            for server in servers:
                await server.wait()
