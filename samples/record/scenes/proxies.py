"""nginx between client and server; both of its connections are captured."""

import programs
from scene import PROXY, SERVER, scene
from scenes.framing import echo
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import InvalidStatus

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
