"""nginx between client and server; both of its connections are captured."""

import asyncio
import socket

import programs
from scene import PROXY, SECOND_SERVER, SERVER, scene
from scenes.framing import echo
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed, InvalidStatus

PORTS = [PROXY, SERVER]


@scene(
    "proxy",
    shows="a session through a reverse proxy that forwards the Upgrade: the same frames on two connections, one masking "
    "key, two handshakes that differ in their headers",
    programs=["nginx", "websockets"],
    ports=PORTS,
    expects={"statuses": [101, 101], "connections": 2, "frames": {"text": 4, "close": 4}},
)
async def proxy():
    """A `websockets` client (to port 8080), nginx with Upgrade and Connection forwarded, a `websockets` server (8765)."""
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        async with programs.nginx(PROXY, SERVER, forward_upgrade=True):
            async with connect(f"ws://127.0.0.1:{PROXY}/chat", compression=None) as client:
                await client.send("through the proxy")
                await client.recv()


@scene(
    "proxy-no-upgrade",
    shows="the same proxy without the two lines that forward the Upgrade: the server sees an ordinary GET, "
    "answers 426, and the client is refused",
    programs=["nginx", "websockets"],
    ports=PORTS,
    expects={"statuses": [426, 426], "connections": 2, "frames": {}},
    lesson=19,
)
async def proxy_no_upgrade():
    """A `websockets` client (to port 8080), nginx with a plain proxy_pass, a `websockets` server (8765)."""
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        async with programs.nginx(PROXY, SERVER, forward_upgrade=False):
            try:
                await connect(f"ws://127.0.0.1:{PROXY}/chat", compression=None)
            except InvalidStatus:
                pass


@scene(
    "proxy-idle",
    shows="a proxy that ends an idle session: nginx waits two seconds (proxy_read_timeout; 60 by default), then ends TCP on "
    "both of its sides without a Close, and both programs report 1006",
    programs=["nginx", "websockets"],
    ports=PORTS,
    expects={"statuses": [101, 101], "connections": 2, "frames": {"text": 4}},
)
async def proxy_idle():
    """A `websockets` client (to port 8080), nginx with `proxy_read_timeout 2s`, a `websockets` server (8765)."""
    async with serve(echo, "127.0.0.1", SERVER, compression=None):
        async with programs.nginx(PROXY, SERVER, forward_upgrade=True, settings="proxy_read_timeout 2s;"):
            async with connect(f"ws://127.0.0.1:{PROXY}/chat", compression=None) as client:
                await client.send("then silence")
                await client.recv()
                await client.wait_closed()


def keep_alive(connection):
    """TCP's own keep-alive: a probe whenever a second has passed without a packet."""
    handle = connection.transport.get_extra_info("socket")
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)


@scene(
    "proxy-keepalive",
    shows="two idle dashboards through a proxy that waits three seconds (proxy_read_timeout; 60 by default): one with TCP "
    "keep-alive each second on both connections, which the proxy ends all the same; one that the server pings each "
    "second, which lives on",
    programs=["nginx", "websockets"],
    ports=PORTS,
    expects={"statuses": [101] * 4, "connections": 4, "frames": {"text": 4, "ping": 8, "pong": 8, "close": 4}},
    lesson=19,
)
async def proxy_keepalive():
    """`websockets` clients (to port 8080), nginx with `proxy_read_timeout 3s`, a `websockets` server (8765); SO_KEEPALIVE
    on the sockets of both programs for /quiet, a ping from the server for /pinged."""

    async def dashboard(connection):
        await connection.send("12 orders today")
        if connection.request.path == "/quiet":
            keep_alive(connection)
        else:
            for _ in range(4):
                await asyncio.sleep(1)
                await connection.ping()
        await connection.wait_closed()

    async def watch(path):
        async with connect(f"ws://127.0.0.1:{PROXY}{path}", compression=None) as client:
            await client.recv()
            if path == "/quiet":
                keep_alive(client)
                await client.wait_closed()
            else:
                await asyncio.sleep(4.5)

    async with serve(dashboard, "127.0.0.1", SERVER, compression=None, ping_interval=None):
        async with programs.nginx(PROXY, SERVER, forward_upgrade=True, settings="proxy_read_timeout 3s;"):
            quiet = asyncio.create_task(watch("/quiet"))
            await asyncio.sleep(0.1)
            await asyncio.gather(quiet, watch("/pinged"))


def greeter():
    """The handler of a chat server that keeps the names of its guests in its own memory, by connection."""
    names = {}

    async def greet(connection):
        try:
            async for message in connection:
                if message.startswith("I am "):
                    names[connection] = message.removeprefix("I am ")
                    await connection.send(f"Welcome, {names[connection]}")
                elif connection in names:
                    await connection.send(f"You are {names[connection]}")
                else:
                    await connection.send("I don't know you")
        except ConnectionClosed:
            pass

    return greet


@scene(
    "proxy-drain",
    shows="a load balancer with two servers: one is drained and closes with 1001, its guest connects again and gets the other "
    "server, which knows nothing about her; then that one restarts and closes with 1012",
    programs=["nginx", "websockets"],
    ports=[*PORTS, SECOND_SERVER],
    expects={"statuses": [101] * 6, "connections": 7, "frames": {"text": 16, "close": 12}},
    lesson=19,
)
async def proxy_drain():
    """`websockets` clients (to port 8080), nginx with two servers in turn and Host and X-Forwarded-For set, two `websockets`
    servers (8765, 8766), each closed by `Server.close(code=…)`."""
    address = f"ws://127.0.0.1:{PROXY}/chat"
    settings = "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"

    async def ask(client, question):
        await client.send(question)
        await client.recv()

    first = await serve(greeter(), "127.0.0.1", SERVER, compression=None)
    second = await serve(greeter(), "127.0.0.1", SECOND_SERVER, compression=None)
    async with programs.nginx(PROXY, SERVER, SECOND_SERVER, forward_upgrade=True, settings=settings):
        ann = await connect(address, compression=None)
        await ask(ann, "I am Ann")
        await ask(ann, "Who am I?")
        ben = await connect(address, compression=None)
        await ask(ben, "I am Ben")
        await asyncio.sleep(0.3)
        first.close(code=1001, reason="drained")
        await ann.wait_closed()
        await asyncio.sleep(0.2)
        again = await connect(address, compression=None)
        await ask(again, "Who am I?")
        await asyncio.sleep(0.3)
        second.close(code=1012, reason="back in a minute")
        await asyncio.gather(ben.wait_closed(), again.wait_closed())
        await asyncio.gather(first.wait_closed(), second.wait_closed())
