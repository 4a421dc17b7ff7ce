"""Who may connect: cookies and Origins, tokens, tickets and first messages."""

import asyncio
import http
import json
import secrets
import tempfile
from pathlib import Path

import programs
from aiohttp import WSMsgType, web
from scene import FOURTH_SERVER, PAGE, PROXY, SECOND_SERVER, SERVER, THIRD_SERVER, scene
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed, InvalidStatus

MAIL = f"http://mail.school.localhost:{PAGE}"
# The names of the pages' hosts lead to this machine.
NAMES = "--host-resolver-rules=MAP *.localhost 127.0.0.1, MAP localhost 127.0.0.1"
NEWS = "Ada, your code for a new password is 90 21 44"


@scene(
    "access",
    shows="a browser that is signed in to a school's mail opens other pages: one from a sibling's host, whose WebSockets carry "
    "the cookie (SameSite=Strict), so that one server refuses its Origin with 403 and another sends it the mail; one from "
    "another site, whose WebSocket goes without the cookie and gets 401; and a program with a false Origin and no cookie",
    programs=["Chromium", "websockets"],
    ports=[SERVER, SECOND_SERVER, THIRD_SERVER],
    expects={"statuses": [101, 101, 101, 403, 101, 200, 401, 401], "connections": 8},
    lesson=22,
)
async def access():
    """Pages in headless Chromium from mail.school.localhost:8000, games.school.localhost:8000 and lottery.localhost:8000 against
    two `websockets` servers, with `origins=` (port 8765) and without (8766); the game's script tells its own server (8767)
    what it sees. The program is a `websockets` client."""

    def signed_in(request):
        return "login=ada" in request.headers.get("Cookie", "")

    def check(connection, request):
        if not signed_in(request):
            return connection.respond(http.HTTPStatus.UNAUTHORIZED, "Sign in first.\n")
        if "Upgrade" not in request.headers:
            return connection.respond(http.HTTPStatus.OK, NEWS)

    def allow(connection, request, response):
        # All that CORS asks for: with these, the mail's own page may read what it fetches with its cookie.
        response.headers["Access-Control-Allow-Origin"] = MAIL
        response.headers["Access-Control-Allow-Credentials"] = "true"

    async def inbox(connection):
        await connection.send(NEWS)
        await connection.wait_closed()

    async def diary(connection):
        async for _ in connection:
            pass

    async with (
        serve(inbox, "127.0.0.1", SERVER, compression=None, process_request=check, origins=[MAIL]),
        serve(inbox, "127.0.0.1", SECOND_SERVER, compression=None, process_request=check, process_response=allow),
        serve(diary, "127.0.0.1", THIRD_SERVER, compression=None),
    ):
        await programs.browse(PAGE, "access.html", NAMES)
        try:
            await connect(f"ws://127.0.0.1:{SERVER}/inbox", compression=None, origin=MAIL)
        except InvalidStatus:
            pass


class MailServer:
    """Sends the mail to whoever shows the token in the query or in a first message, or a ticket that was not used yet."""

    token = "ada-7c1f09e2"

    def __init__(self):
        self.tickets = set()

    async def issue(self, request):
        ticket = secrets.token_hex(4)
        self.tickets.add(ticket)
        headers = {"Access-Control-Allow-Origin": MAIL, "Access-Control-Allow-Credentials": "true"}
        return web.Response(text=ticket, headers=headers)

    async def inbox(self, request):
        if "ticket" in request.query:
            if request.query["ticket"] not in self.tickets:
                return web.Response(status=403, text="This ticket is used up.\n")
            self.tickets.remove(request.query["ticket"])
        elif "token" in request.query and request.query["token"] != self.token:
            return web.Response(status=403)
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        if request.query or await self.introduced(socket):
            await socket.send_str(NEWS)
            await socket.receive()
        return socket

    async def introduced(self, socket):
        try:
            first = await asyncio.wait_for(socket.receive(), 1)
            if first.type == WSMsgType.TEXT and json.loads(first.data).get("token") == self.token:
                return True
        except asyncio.TimeoutError:
            pass
        await socket.close(code=1008, message=b"who are you?")
        return False


@scene(
    "tickets",
    shows="three ways in, through a proxy with an access log: a token in the query, a one-time ticket, a first message; the "
    "proxy's log as it is shown to an operator; somebody who has read it and tries token and ticket again; and one who "
    "says nothing",
    programs=["Chromium", "nginx", "aiohttp", "websockets"],
    ports=[PROXY, SERVER],
    expects={"statuses": [101, 200, 101, 101, 101, 101, 403, 101], "connections": 8},
    lesson=22,
)
async def tickets():
    """A page in headless Chromium from mail.localhost:8000, nginx (port 8080) that writes an access log, an `aiohttp` server
    (not recorded); a `websockets` server (8765) that shows the log to a `websockets` client. The last three are `websockets`
    clients, too."""
    with tempfile.TemporaryDirectory(prefix="ws101-log-") as folder:
        log = Path(folder) / "access.log"
        Path(folder).chmod(0o755)

        async def show_log(connection):
            for line in log.read_text().splitlines():
                await connection.send(line)
            await connection.close()

        mail = MailServer()
        application = web.Application()
        application.add_routes([web.post("/ticket", mail.issue), web.get("/inbox", mail.inbox)])
        runner = web.AppRunner(application)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", FOURTH_SERVER).start()
            settings = f"access_log {log} combined;"
            async with (
                programs.nginx(PROXY, FOURTH_SERVER, forward_upgrade=True, settings=settings),
                serve(show_log, "127.0.0.1", SERVER, compression=None),
            ):
                await programs.browse(PAGE, "tickets.html", NAMES)
                async with connect(f"ws://127.0.0.1:{SERVER}/log", compression=None) as operator:
                    lines = [line async for line in operator]
                for line in lines:
                    target = line.split('"')[1].split(" ")[1]
                    if "?" in target:
                        await read_mail(target)
                await read_mail("/inbox")
        finally:
            await runner.cleanup()


async def read_mail(target):
    try:
        async with connect(f"ws://127.0.0.1:{PROXY}{target}", compression=None) as client:
            await client.recv()
    except (InvalidStatus, ConnectionClosed):
        pass
