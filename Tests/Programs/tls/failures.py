"""TLS handshakes that fail, and WebSockets that therefore never begin."""

import asyncio
import contextlib
import re
import socket
import ssl
import struct

import browsers
import libssl
import programs
from libssl import VERIFY_REQUIRED
from loopback import RecordingFailed
from scenario import BACKEND, HOST, OPENSSL, PORT, scenario, table
from server import EchoServer, server_context
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


def fail(near, far, request):
    """Lets both sides shake hands, then write and read; returns what each of them says went wrong."""
    problems = {}

    def side(name, connection, *steps):
        try:
            connection.shake_hands()
            for step in steps:
                step()
        except libssl.TLSFailed as problem:
            problems[name] = str(problem)

    libssl.at_once(
        lambda: side("client", near, lambda: near.write(request), near.read),
        lambda: side("server", far, far.read),
    )
    return problems


def told(problems):
    """Who sent which alert, as its receiver tells it."""
    for receiver, sender in (("client", "server"), ("server", "client")):
        # libssl's reason for a received alert is 1000 more than the alert's number.
        for code in re.findall(r"error:0A000(\w{3}):", problems.get(receiver, "")):
            if int(code, 16) >= 1000:
                return {"by": sender, "alert": int(code, 16) - 1000}
    raise RecordingFailed(f"nobody received an alert: {problems}")


# What the name says, what it shows, who is to send which alert, and the sides' settings.
ALERTS = [
    ("unknown-ca", "the client does not know the authority", "client", 48, {"trusted": None}, {}),
    ("expired", "the server's certificate has expired", "client", 45, {}, {"certificate": "expired"}),
    ("wrong-name", "the certificate is another host's", "client", 42, {}, {"certificate": "wrong_name"}),
]
CIPHERS_12 = ({"ciphers": "ECDHE-RSA-AES128-GCM-SHA256"}, {"ciphers": "ECDHE-RSA-AES256-GCM-SHA384"})
SUITES_13 = ({"suites": "TLS_AES_128_GCM_SHA256"}, {"suites": "TLS_AES_256_GCM_SHA384"})
DEMANDS = {"verify": VERIFY_REQUIRED, "trusted": "authority"}
FAILURES = [
    (f"failed-{name}-{short}", f"{shows} ({version})", by, alert, {"versions": version} | near, {"versions": version} | far)
    for short, version in (("tls13", "TLS 1.3"), ("tls12", "TLS 1.2"))
    for name, shows, by, alert, near, far in ALERTS
    + [
        ("cipher", "no cipher suite in common", "server", 40, *(SUITES_13 if version == "TLS 1.3" else CIPHERS_12)),
        (
            "client-certificate",
            "the server demands a client certificate, the client has none",
            "server",
            116 if version == "TLS 1.3" else 40,
            {},
            DEMANDS,
        ),
    ]
] + [
    ("failed-version-old-client", "the client knows TLS 1.2, the server only TLS 1.3", "server", 70, {"versions": "TLS 1.2"}, {"versions": "TLS 1.3"}),
    ("failed-version-old-server", "the client wants TLS 1.3, the server knows TLS 1.2", "server", 70, {"versions": "TLS 1.3"}, {"versions": "TLS 1.2"}),
    ("failed-group", "no group in common", "server", 40, {"groups": "X25519", "versions": "TLS 1.3"}, {"groups": "P-256", "versions": "TLS 1.3"}),
]  # fmt: skip


@table([(f"{name}.openssl-openssl", *rest) for name, *rest in FAILURES], programs=OPENSSL)
def failed(stage, by, alert, near_settings, far_settings):
    far_settings = {key: resolve(stage, key, value) for key, value in far_settings.items()}
    near, far = libssl.connect(*stage.contexts(client=near_settings, server=far_settings), PORT, name=HOST)
    client, _ = stage.talkers(near, far)
    problems = fail(near, far, client.request())
    found = told(problems)
    if found != {"by": by, "alert": alert}:
        raise RecordingFailed(f"{found}: {problems}")
    stage.connections.append({"clientPort": near.stream.getsockname()[1], "failure": found})
    near.close()
    far.close()


def resolve(stage, key, value):
    """The certificates have no paths yet when the table is written."""
    if key == "certificate":
        return getattr(stage.certificates, value)
    return stage.certificates.trusted if value == "authority" else value


@table(
    [
        ("failed-reset.openssl-openssl", "the server resets TCP when it has the ClientHello", "reset"),
        ("failed-fin.openssl-openssl", "the server closes TCP when it has the ClientHello", "fin"),
    ],
    programs={"client": "OpenSSL", "server": "a plain TCP socket"},
)
def cut(stage, how):
    near, far = libssl.connect(*stage.contexts(), PORT, name=HOST)

    def leave():
        far.stream.recv(65536)
        if how == "reset":
            far.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        far.close()

    with contextlib.suppress(libssl.TLSFailed):
        libssl.at_once(near.shake_hands, leave)
    stage.connections.append({"clientPort": near.stream.getsockname()[1], "failure": {"by": "server", "tcpEnd": how}})
    near.close()


@scenario(
    "failed-http-to-tls.raw-websockets",
    shows="a ws:// handshake to a wss:// port",
    programs={"client": "a plain TCP socket", "server": "websockets"},
)
async def http_to_tls(stage):
    async with EchoServer(server_context(stage.certificates.rsa)):
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        port = writer.get_extra_info("sockname")[1]
        writer.write(
            f"GET /chat HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 5)
        writer.close()
    stage.connections.append({"clientPort": port, "failure": {"by": "server", "plainClient": True}})


@scenario(
    "failed-tls-to-http.websockets-websockets",
    shows="a wss:// client at a ws:// port: the server takes a ClientHello for a bad request and closes",
    programs={"client": "websockets", "server": "websockets"},
)
async def tls_to_http(stage):
    async with serve(lambda _: asyncio.sleep(0), "127.0.0.1", PORT):
        stream = socket.create_connection(("127.0.0.1", PORT))
        port = stream.getsockname()[1]
        try:
            context = ssl.create_default_context(cafile=str(stage.certificates.trusted))
            async with connect(f"wss://{HOST}:{PORT}/", sock=stream, ssl=context, proxy=None):
                raise RecordingFailed("connected")
        except (ssl.SSLError, ConnectionError):
            pass
    stage.connections.append({"clientPort": port, "failure": {"by": "server", "plainServer": True}})


@scenario(
    "failed-tls-to-http.openssl-nginx",
    shows="a TLS client at nginx's port for http://: the answer is a 400 in plain text",
    programs={"client": "OpenSSL", "server": "nginx"},
)
async def tls_to_nginx(stage):
    context, _ = stage.contexts()
    async with programs.nginx(PORT, BACKEND, forward_upgrade=True):
        near = libssl.dial(context, PORT, name=HOST)
        try:
            await asyncio.to_thread(near.shake_hands)
            raise RecordingFailed("connected")
        except libssl.TLSFailed:
            pass
    stage.connections.append(
        {"clientPort": near.stream.getsockname()[1], "failure": {"by": "server", "plainServer": True}}
    )
    near.close()


@scenario(
    "failed-unknown-ca.websockets-websockets",
    shows="Python's client does not know the authority, and goes without an alert",
    programs={"client": "websockets", "server": "websockets"},
)
async def unknown_python(stage):
    async with EchoServer(server_context(stage.certificates.rsa)):
        stream = socket.create_connection(("127.0.0.1", PORT))
        port = stream.getsockname()[1]
        context = ssl.create_default_context()
        context.keylog_filename = str(stage.key_file)
        try:
            async with connect(f"wss://{HOST}:{PORT}/", sock=stream, ssl=context, proxy=None):
                raise RecordingFailed("connected")
        except ssl.SSLCertVerificationError:
            pass
    # asyncio closes TCP without sending the alert that OpenSSL has ready.
    stage.connections.append({"clientPort": port, "failure": {"by": "client", "tcpEnd": "fin"}})


@table(
    [
        (f"failed-unknown-ca.{name.lower()}-websockets", f"{name} does not know the authority", name)
        for name in ("Chromium", "Firefox")
    ],
    programs={"client": "a browser (see the name)", "server": "websockets"},
)
async def unknown_browser(stage, name):
    await browsers.refuse(stage, getattr(browsers, name.lower()))
