"""Where records begin and end among heads, frames and segments; and a capture that begins too late."""

import asyncio
import socket

import libssl
import talk
from scenario import OPENSSL, scenario, table

BOTH = [("tls13", "TLS 1.3"), ("tls12", "TLS 1.2")]


def rows(name, shows):
    return [(f"{short}-{name}.openssl-openssl", f"{shows} ({version})", version) for short, version in BOTH]


def handshake(stage, version):
    near, far = libssl.connect(*stage.contexts(versions=version), 8443, name="chat.example")
    libssl.at_once(near.shake_hands, far.shake_hands)
    return stage.talkers(near, far)


@table(rows("101-and-frames-in-one-record", "the 101 and the server's first two messages are one record"), programs=OPENSSL)
def one_record(stage, version):
    client, server = handshake(stage, version)
    client.stream.write(client.request())
    server.stream.write(server.answer() + server.message("welcome") + server.message(b"\x00\x01\x02"))
    client.next_event()
    client.hear(), client.hear()
    talk.chat(client, server)
    stage.finish(client, server)


@table(
    rows("101-and-frames-in-one-segment", "the 101 and the server's first two messages: three records, one segment"),
    programs=OPENSSL,
)
def one_segment(stage, version):
    client, server = handshake(stage, version)
    client.stream.write(client.request())
    answer = server.answer()
    with corked(server.stream.stream):
        for data in (answer, server.message("welcome"), server.message(b"\x00\x01\x02")):
            server.stream.write(data)
    client.next_event()
    client.hear(), client.hear()
    talk.chat(client, server)
    stage.finish(client, server)


class corked:
    """Nothing is sent until all of it is written, then as few segments as hold it."""

    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        self.stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)

    def __exit__(self, *_):
        self.stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)


@table(rows("pieces", "heads and frames cut into records of seven bytes"), programs=OPENSSL)
def pieces(stage, version):
    client, server = handshake(stage, version)

    def write(talker, data):
        for start in range(0, len(data), 7):
            talker.stream.write(data[start : start + 7])

    write(client, client.request())
    write(server, server.answer())
    client.next_event()
    for speaker, listener, payload in [
        (client, server, "cut to pieces"),
        (server, client, "x" * 130),
        (client, server, b"\x00" * 40),
    ]:
        write(speaker, speaker.message(payload))
        listener.hear()
    stage.finish(client, server)


@table(rows("many-in-a-record", "twenty messages in one record, and one message over records and segments"), programs=OPENSSL)
def many(stage, version):
    client, server = handshake(stage, version)
    client.stream.write(client.request())
    server.stream.write(server.answer())
    client.next_event()
    client.stream.write(b"".join(client.message(f"message {number}") for number in range(20)))
    for _ in range(20):
        server.hear()
    data = server.message(talk.noise(20_000, 5)) + server.message("end")
    with corked(server.stream.stream):
        for start in range(0, len(data), 3_000):
            server.stream.write(data[start : start + 3_000])
    client.hear(), client.hear()
    stage.finish(client, server)


@table(
    [
        (f"{short}-midsession{suffix}.openssl-openssl", f"the capture begins in an open WebSocket ({what})", version, keep)
        for short, version in BOTH
        for suffix, what, keep in [
            ("", f"{version}; the keys are there, the handshake is not", True),
            ("-no-keys", f"{version}; no key log", False),
        ]
    ],
    programs=OPENSSL,
)
async def midsession(stage, version, keep):
    client, server = handshake(stage, version)
    await asyncio.to_thread(talk.shake_hands, client, server)
    client.say("not captured")
    server.hear()
    client.sent.clear(), server.received.clear()
    yield
    await asyncio.to_thread(talk.chat, client, server)
    await asyncio.to_thread(stage.finish, client, server, midsession=True)
    if not keep:
        stage.keys.clear()
