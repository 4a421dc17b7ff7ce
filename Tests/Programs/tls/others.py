"""Sessions of Node, curl, Java, nginx, and of `openssl s_client` with `openssl s_server`."""

import asyncio
import contextlib
import json
import os
import re
import signal
import ssl
import tempfile
from pathlib import Path

import libssl
import talk
import websockets.frames
from features import say
from libraries import converse
from loopback import RecordingFailed
from scenario import BACKEND, HOST, PORT, scenario, table
from server import EchoServer, agree, log, server_context

HERE = Path(__file__).resolve().parent
URL = f"wss://{HOST}:{PORT}/chat"


async def output(*command, **environment):
    """What a program prints; raises where it fails."""
    child = await asyncio.create_subprocess_exec(
        *map(str, command),
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        printed, complaints = await asyncio.wait_for(child.communicate(), 60)
    finally:
        if child.returncode is None:
            child.kill()
    if child.returncode:
        raise RecordingFailed(f"{command[0]} ended with {child.returncode}: {complaints.decode()[-400:]}")
    return printed


@scenario("tls13.node-websockets", shows="the WebSocket of Node, with --tls-keylog", programs={"client": "Node", "server": "websockets"})
async def node_client(stage):
    command = ["node", "--experimental-websocket", "--no-warnings", f"--tls-keylog={stage.key_file}", HERE / "node_client.mjs", URL]
    async with EchoServer(server_context(stage.certificates.rsa)) as server:
        printed = json.loads(await output(*command, NODE_EXTRA_CA_CERTS=str(stage.certificates.trusted)))
        await server.sessions(1)
    agree(server.connections, [(printed["sent"], printed["received"])])
    stage.connections += server.connections


@scenario(
    "tls13.websockets-node",
    shows="a server in Node; the key log is the server's (--tls-keylog)",
    programs={"client": "websockets", "server": "Node"},
)
async def node_server(stage):
    certificate, key = stage.certificates.ec
    child = await asyncio.create_subprocess_exec(
        "node", f"--tls-keylog={stage.key_file}", str(HERE / "node_server.mjs"), str(PORT), str(certificate), str(key),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert (await child.stdout.readline()).strip() == b"listening"
        facts = {}
        sent, received = await converse(ssl.create_default_context(cafile=stage.certificates.trusted), "/chat", facts=facts)
        printed = json.loads(await asyncio.wait_for(child.stdout.readline(), 10))
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
    connection = facts | {"messages": {"client": printed["received"], "server": printed["sent"]}}
    agree([connection], [(sent, received)])
    stage.connections.append(connection)


@scenario(
    "tls13.curl-websockets",
    shows="curl with the headers of an upgrade, which then only listens",
    programs={"client": "curl", "server": "websockets"},
)
async def curl(stage):
    headers = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: chat.v1"]
    command = ["curl", "--silent", "--include", "--no-buffer", "--http1.1", "--cacert", stage.certificates.trusted]
    command += [word for header in headers for word in ("--header", header)]
    first = ["Hello, curl", b"\x00\xff" * 100, "x" * 300]
    async with EchoServer(server_context(stage.certificates.rsa), first=first, leave=True, close_timeout=1) as server:
        printed = await output(*command, URL.replace("wss:", "https:"), SSLKEYLOGFILE=str(stage.key_file))
        await server.sessions(1)
    [connection] = server.connections
    body = printed.split(b"\r\n\r\n", 1)[1]
    for message in first:  # curl prints the frames as they are
        data = message.encode() if isinstance(message, str) else message
        assert data in body, "curl did not get every message"
    stage.connections.append(connection)


JAVA = {"client": "Java", "server": "websockets"}


@table(
    [
        ("tls13.java-websockets", "java.net.http's WebSocket; the key log is the server's", None, 3, None),
        ("tls12.java-websockets", "the same with TLS 1.2", "TLSv1.2", 3, None),
        (
            "tls13-key-update.java-websockets",
            "Java changes its keys after each 8 KiB (jdk.tls.keyLimits)",
            "TLSv1.3",
            20,
            "AES/GCM/NoPadding KeyUpdate 2^13",
        ),
    ],
    programs=JAVA,
)
async def java(stage, protocols, rounds, limits):
    store, password = stage.folder / "trusted.p12", "recordings"
    await output(
        "keytool", "-importcert", "-noprompt", "-alias", "authority", "-file", stage.certificates.trusted,
        "-keystore", store, "-storetype", "PKCS12", "-storepass", password,
    )  # fmt: skip
    command = ["java", f"-Djavax.net.ssl.trustStore={store}", f"-Djavax.net.ssl.trustStorePassword={password}"]
    if protocols:
        command.append(f"-Djdk.tls.client.protocols={protocols}")
    if limits:
        security = stage.folder / "java.security"
        security.write_text(f"jdk.tls.keyLimits={limits}\n")
        command.append(f"-Djava.security.properties={security}")
    context = server_context(stage.certificates.rsa, keys=stage.key_file)
    async with EchoServer(context) as server:
        printed = json.loads(await output(*command, HERE / "Client.java", URL, rounds))
        await server.sessions(1)
    agree(server.connections, [(printed["sent"], printed["received"])])
    stage.connections += server.connections


NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_protocols {protocols};
        ssl_early_data on;
        location / {{
            proxy_pass http://127.0.0.1:{backend};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
            proxy_set_header Host $http_host;
        }}
    }}
}}
"""


@contextlib.asynccontextmanager
async def nginx(stage, protocols):
    """nginx as a terminator of TLS, in front of a plain server on BACKEND."""
    with tempfile.TemporaryDirectory(prefix="ws101-nginx-") as folder:
        os.chmod(folder, 0o755)  # its worker runs as another user
        certificate, key = stage.certificates.rsa
        configuration = Path(folder) / "nginx.conf"
        configuration.write_text(
            NGINX.format(folder=folder, port=PORT, backend=BACKEND, certificate=certificate, key=key, protocols=protocols)
        )
        process = await asyncio.create_subprocess_exec(
            "nginx", "-c", str(configuration), "-p", folder, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            while not (Path(folder) / "nginx.pid").exists():
                if process.returncode is not None:
                    raise RecordingFailed("nginx did not start")
                await asyncio.sleep(0.05)
            yield
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGQUIT)
            await process.wait()


@table(
    [
        ("tls13.websockets-nginx", "nginx as the terminator of TLS (the plain leg behind it is left out)", "TLSv1.3"),
        ("tls12.websockets-nginx", "the same with TLS 1.2", "TLSv1.2"),
    ],
    programs={"client": "websockets", "server": "nginx"},
)
async def behind_nginx(stage, protocols):
    client = ssl.create_default_context(cafile=stage.certificates.trusted)
    client.keylog_filename = str(stage.key_file)
    facts = {}
    async with EchoServer(None, port=BACKEND, uri_port=PORT) as server, nginx(stage, protocols):
        client_log = await converse(client, "/chat", facts=facts)
        await server.sessions(1)
    agree(server.connections, [client_log])
    stage.connections.append(server.connections[0] | facts)


@scenario(
    "tls13-early-data.openssl-nginx",
    shows="0-RTT to nginx with ssl_early_data on: the upgrade request is early data",
    programs={"client": "OpenSSL", "server": "nginx"},
)
async def early_nginx(stage):
    context = libssl.Context("client", versions="TLS 1.3", trusted=stage.certificates.trusted, verify=1, key_log=stage.keys)

    def play():
        session = None
        for path, message in (("/first", "first session"), ("/early", "after the handshake")):
            near = libssl.dial(context, PORT, name=HOST, session=session)
            client = talk.Talker(near, uri=f"wss://{HOST}:{PORT}{path}", subprotocols=["chat.v1"])
            request = client.request()
            if session:
                near.write_early(request)
            near.shake_hands()
            if not session:
                near.write(request)
            client.next_event()
            client.say(message)
            client.hear()
            session = near.session
            client.close(1000, "bye")
            client.hear_control(websockets.frames.Opcode.CLOSE)
            facts = near.facts()
            stage.connections.append({"clientPort": near.stream.getsockname()[1], "tls": facts, "sent": client.sent, "received": client.received})
            near.say_goodbye()
            near.close()

    async with EchoServer(None, port=BACKEND, uri_port=PORT) as server, nginx(stage, "TLSv1.3"):
        await asyncio.to_thread(play)
        await server.sessions(2)
    ours = list(stage.connections)
    agree(server.connections, [(connection.pop("sent"), connection.pop("received")) for connection in ours])
    assert ours[1]["tls"]["earlyData"] == "accepted"
    stage.connections[:] = [theirs | ours for theirs, ours in zip(server.connections, ours)]
