"""TLS through forward proxies: CONNECT in the clear, and CONNECT inside another TLS connection."""

import asyncio
import contextlib
import ssl

import browsers
import programs
from libraries import converse
from scenario import HOST, PORT, scenario
from server import EchoServer, agree, client_context, server_context

PROXY = 8080
THROUGH = {"client": "websockets", "server": "websockets", "proxy": "tinyproxy"}


async def tunnel(stage, running_proxy, *, near_port, also=None, **settings):
    """A session through the proxy; the truth has one connection for each captured leg."""
    certificates = stage.certificates
    facts = {}
    async with EchoServer(server_context(certificates.rsa)) as server, running_proxy:
        log = await converse(
            client_context(certificates.trusted, keys=stage.key_file), "/chat", facts=facts, **settings
        )
        await server.sessions(1)
    agree(server.connections, [log])
    near = server.connections[0] | {"clientPort": facts["clientPort"], "via": near_port}
    stage.connections += [near, *(server.connections if also else [])]


@scenario(
    "tls13-connect.websockets-tinyproxy", shows="wss:// in a CONNECT tunnel: the leg to the proxy", programs=THROUGH, ports=[PROXY]
)
async def connect_leg(stage):
    await tunnel(stage, programs.tinyproxy(PROXY, backend=PORT), near_port=PROXY, proxy=f"http://127.0.0.1:{PROXY}")


@scenario(
    "tls13-connect-both-legs.websockets-tinyproxy",
    shows="the same with both legs: one TLS session on two TCP connections",
    programs=THROUGH,
    ports=[PROXY, PORT],
)
async def connect_both(stage):
    await tunnel(stage, programs.tinyproxy(PROXY, backend=PORT), near_port=PROXY, also=True, proxy=f"http://127.0.0.1:{PROXY}")


@contextlib.asynccontextmanager
async def tls_proxy(stage):
    """A proxy that is asked over TLS, for CONNECT alone."""

    async def pump(reader, writer):
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(4096):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))

    context = server_context(stage.certificates.ec, alpn=None)
    server = await asyncio.start_server(serve, "127.0.0.1", PROXY, ssl=context)
    yield
    server.close()


@scenario(
    "tls13-in-tls.websockets-proxy",
    shows="wss:// through an https:// proxy: TLS in a CONNECT tunnel in TLS; the key log has both",
    programs={"client": "websockets", "server": "websockets", "proxy": "asyncio streams (Python)"},
    ports=[PROXY],
)
async def tls_in_tls(stage):
    outer = client_context(stage.certificates.trusted, keys=stage.key_file)
    await tunnel(stage, tls_proxy(stage), near_port=PROXY, proxy=f"https://{HOST}:{PROXY}", proxy_ssl=outer)
