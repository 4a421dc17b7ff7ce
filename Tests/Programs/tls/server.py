"""A wss:// server for real clients: `websockets` over Python's ssl. It sends each message back and keeps a log."""

import asyncio
import contextlib
import ssl
import subprocess

from scenario import HOST, PORT
from talk import entry
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import Opcode


def standard_names():
    """OpenSSL's names of cipher suites to those of the RFCs."""
    listing = subprocess.run(["openssl", "ciphers", "-stdname", "ALL:@SECLEVEL=0"], check=True, capture_output=True, text=True)
    rows = (line.split() for line in listing.stdout.splitlines())
    return {row[2]: row[0] for row in rows}


VERSION_NAMES = {"TLSv1": "TLS 1.0", "TLSv1.1": "TLS 1.1", "TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3"}


def negotiated(tls):
    """What Python's ssl module says was negotiated."""
    return {
        "version": VERSION_NAMES[tls.version()],
        "cipherSuite": standard_names()[tls.cipher()[0]],
        "resumed": tls.session_reused,
    } | ({"alpn": tls.selected_alpn_protocol()} if tls.selected_alpn_protocol() else {})


def server_context(certificate, *, highest=None, alpn=("http/1.1",), keys=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    if alpn:
        context.set_alpn_protocols(list(alpn))
    if highest:
        context.maximum_version = highest
    if keys:
        context.keylog_filename = str(keys)
    return context


def client_context(trusted, *, keys=None, highest=None):
    context = ssl.create_default_context(cafile=str(trusted))
    if keys:
        context.keylog_filename = str(keys)
    if highest:
        context.maximum_version = highest
    return context


class EchoServer:
    """`async with EchoServer(context) as server:` … `await server.sessions(2)` waits until so many are over."""

    def __init__(self, context, *, port=PORT, uri_port=None, first=(), leave=False, **settings):
        self.context, self.port, self.settings = context, port, {"compression": None, "ping_interval": None} | settings
        self.uri_port, self.scheme = uri_port or port, "wss" if context or uri_port else "ws"
        self.first, self.leave = first, leave
        self.connections, self.done = [], asyncio.Condition()

    async def __aenter__(self):
        self.server = await serve(
            self.serve, "127.0.0.1", self.port, ssl=self.context, subprotocols=["chat.v1"], **self.settings
        )
        return self

    async def __aexit__(self, *_):
        self.server.close()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.server.wait_closed(), 5)

    async def serve(self, websocket):
        sent, received = [], []
        tls = websocket.transport.get_extra_info("ssl_object")
        found = {
            "clientPort": websocket.remote_address[1],
            "uri": f"{self.scheme}://{HOST}:{self.uri_port}{websocket.request.path}",
            "subprotocol": websocket.subprotocol,
            "tls": negotiated(tls) if tls else None,
            "messages": {"client": received, "server": sent},
        }
        for message in self.first:
            sent.append(log(message))
            await websocket.send(message)
        if self.leave:
            await websocket.close(1000, "bye")
        with contextlib.suppress(ConnectionClosed):
            async for message in websocket:
                received.append(log(message))
                sent.append(log(message))
                await websocket.send(message)
        protocol = websocket.protocol
        if self.leave:
            found["close"] = {"initiator": "server", "code": 1000, "reason": "bye"}
        elif protocol.close_rcvd:
            by_client = protocol.close_rcvd_then_sent is not False
            closing = {"initiator": "client" if by_client else "server", "code": protocol.close_rcvd.code}
            found["close"] = closing | {"reason": protocol.close_rcvd.reason}
        async with self.done:
            self.connections.append({key: value for key, value in found.items() if value is not None})
            self.done.notify_all()

    async def sessions(self, count):
        async with self.done:
            await asyncio.wait_for(self.done.wait_for(lambda: len(self.connections) >= count), 30)


def log(message):
    if isinstance(message, str):
        return entry(Opcode.TEXT, message.encode())
    return entry(Opcode.BINARY, message)


def agree(connections, logs):
    """Raises where a client's own log (sent, received) is not what the server logged of that session."""
    assert len(connections) == len(logs), f"{len(connections)} sessions, {len(logs)} logs"
    for connection, (sent, received) in zip(connections, logs):
        messages = connection["messages"]
        assert messages["client"] == sent, f"the client logged {sent}, the server {messages['client']}"
        assert messages["server"] == received, f"the client logged {received}, the server {messages['server']}"
