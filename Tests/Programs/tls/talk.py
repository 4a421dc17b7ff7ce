"""A WebSocket over a TLS connection, by the `websockets` library's core, with a log of every message."""

import hashlib
import random

from websockets.client import ClientProtocol
from websockets.frames import Opcode
from websockets.server import ServerProtocol
from websockets.uri import parse_uri


def entry(opcode, payload):
    """One message's line in a log."""
    return {"opcode": int(opcode), "length": len(payload), "sha256": hashlib.sha256(payload).hexdigest()}


def noise(count, seed):
    """Bytes that no cipher's padding looks like, the same in each recording."""
    return random.Random(seed).randbytes(count)


class Talker:
    """One side of a WebSocket: `say` sends a message, `hear` waits for one."""

    def __init__(self, stream, *, uri=None, subprotocols=None):
        self.stream = stream
        self.uri = uri
        if uri:
            self.protocol = ClientProtocol(parse_uri(uri), subprotocols=subprotocols)
        else:
            self.protocol = ServerProtocol(subprotocols=subprotocols)
        self.sent, self.received, self.close_received, self.close_sent = [], [], None, None
        self.events = []

    def request(self):
        """The bytes of the upgrade request."""
        self.protocol.send_request(self.protocol.connect())
        return self.pending()

    def answer(self):
        """Reads the request; returns the bytes of the response."""
        request = self.next_event()
        self.target = request.path
        self.protocol.send_response(self.protocol.accept(request))
        return self.pending()

    def message(self, payload):
        """The bytes of a message: text for a string, else binary."""
        if isinstance(payload, str):
            self.sent.append(entry(Opcode.TEXT, payload.encode()))
            self.protocol.send_text(payload.encode())
        else:
            self.sent.append(entry(Opcode.BINARY, payload))
            self.protocol.send_binary(payload)
        return self.pending()

    def pending(self):
        return b"".join(self.protocol.data_to_send())

    def say(self, payload):
        self.stream.write(self.message(payload))

    def ping(self, payload):
        self.protocol.send_ping(payload)
        self.stream.write(self.pending())

    def next_event(self):
        while not self.events:
            self.take(self.stream.read())
        return self.events.pop(0)

    def take(self, data):
        if data:
            self.protocol.receive_data(data)
        else:
            self.protocol.receive_eof()
        self.events += self.protocol.events_received()
        if not data and not self.events:
            raise EOFError("the connection ended")
        reply = self.pending()  # pongs, the answer to a Close
        if reply:
            self.stream.write(reply)

    def hear(self):
        """The next data message."""
        payload, kind = b"", None
        while True:
            frame = self.next_event()
            if frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                kind = frame.opcode if frame.opcode != Opcode.CONT else kind
                payload += bytes(frame.data)
                if frame.fin:
                    self.received.append(entry(kind, payload))
                    return payload
            elif frame.opcode == Opcode.CLOSE:
                raise EOFError("closed")

    def hear_control(self, opcode):
        frame = self.next_event()
        assert frame.opcode == opcode, frame
        return frame

    def close(self, code, reason):
        self.protocol.send_close(code, reason)
        self.stream.write(self.pending())


def shake_hands(client, server):
    """The upgrade, request and response in a record each."""
    client.stream.write(client.request())
    server.stream.write(server.answer())
    client.next_event()


def close(client, server, initiator="client", code=1000, reason="bye"):
    """Both Closes; returns what an observer is to find."""
    first, second = (client, server) if initiator == "client" else (server, client)
    first.close(code, reason)
    second.hear_control(Opcode.CLOSE)
    first.hear_control(Opcode.CLOSE)
    return {"initiator": initiator, "code": code, "reason": reason}


def chat(client, server, *, large=0):
    """A few messages both ways: text, an empty one, binary, and one that takes more than a record if asked for."""
    for speaker, listener, payload in [
        (client, server, "Hello"),
        (server, client, "Grüße, 世界"),
        (client, server, noise(300, 1)),
        (server, client, ""),
        (server, client, noise(large or 1000, 2)),
        (client, server, noise(large or 700, 3)),
    ]:
        speaker.say(payload)
        assert listener.hear() == (payload.encode() if isinstance(payload, str) else payload)
    server.ping(b"still there?")
    client.hear_control(Opcode.PING)
    server.hear_control(Opcode.PONG)


def connection(client, server, closing, tls, **more):
    """What is true of a connection that was just closed."""
    assert client.sent == server.received and server.sent == client.received, "a message was lost"
    peer = client.stream.stream.getsockname()
    facts = {
        "clientPort": peer[1],
        "uri": client.uri,
        "subprotocol": client.protocol.subprotocol,
        "tls": tls,
        "messages": {"client": client.sent, "server": server.sent},
        "close": closing,
    } | more
    return {key: value for key, value in facts.items() if value is not None}
