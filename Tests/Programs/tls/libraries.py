"""Sessions between programs that use Python's ssl module, and in Node: a library's own idea of records."""

import ssl

from scenario import HOST, PORT, scenario
from server import EchoServer, agree, client_context, log, negotiated, server_context
from talk import noise
from websockets.asyncio.client import connect

PYTHON = {"client": "websockets", "server": "websockets"}
MESSAGES = ["Hello", "Grüße, 世界", bytes(range(256)), "", noise(20_000, 4)]


async def converse(context, path, *, messages=MESSAGES, port=PORT, facts=None, **settings):
    """Sends each message, hears its echo, closes with 1000; returns the client's log, and fills `facts`."""
    sent, received = [], []
    settings = {"compression": None, "ping_interval": None, "proxy": None} | settings
    async with connect(
        f"wss://{HOST}:{port}{path}", ssl=context, subprotocols=["chat.v1"], **settings
    ) as websocket:
        for message in messages:
            sent.append(log(message))
            await websocket.send(message)
            received.append(log(await websocket.recv()))
        if facts is not None:
            transport = websocket.transport
            facts |= {
                "clientPort": transport.get_extra_info("sockname")[1],
                "uri": f"wss://{HOST}:{port}{path}",
                "subprotocol": websocket.subprotocol,
                "tls": negotiated(transport.get_extra_info("ssl_object")),
                "close": {"initiator": "client", "code": 1000, "reason": "bye"},
            }
        await websocket.close(1000, "bye")
    return sent, received


async def python(stage, *, highest=None, count=1, **settings):
    certificates = stage.certificates
    client = client_context(certificates.trusted, keys=stage.key_file)
    async with EchoServer(server_context(certificates.rsa, highest=highest), **settings) as server:
        logs = [await converse(client, f"/chat?{number}", **settings) for number in range(count)]
        await server.sessions(count)
    agree(server.connections, logs)
    stage.connections += server.connections


@scenario("tls13.websockets-websockets", shows="TLS 1.3 as Python's ssl does it by default", programs=PYTHON)
async def python_13(stage):
    await python(stage)


@scenario("tls12.websockets-websockets", shows="TLS 1.2 as Python's ssl does it by default", programs=PYTHON)
async def python_12(stage):
    await python(stage, highest=ssl.TLSVersion.TLSv1_2)


@scenario(
    "tls13-compressed.websockets-websockets", shows="permessage-deflate in TLS 1.3, two sessions", programs=PYTHON
)
async def python_compressed(stage):
    await python(stage, compression="deflate", count=2)


@scenario(
    "tls13-key-log-of-server.websockets-websockets", shows="the key log is the server's, not the client's", programs=PYTHON
)
async def server_keys(stage):
    certificates = stage.certificates
    async with EchoServer(server_context(certificates.ec, keys=stage.key_file)) as server:
        logs = [await converse(client_context(certificates.trusted), "/chat")]
        await server.sessions(1)
    agree(server.connections, logs)
    stage.connections += server.connections
