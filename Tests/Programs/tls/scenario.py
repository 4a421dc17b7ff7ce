"""A scenario: one recording, what it shows, and how it is played."""

import inspect
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import libssl
import talk
from certificates import Certificates

# The port that most recordings use; a second one where a proxy or a second server is needed.
PORT, BACKEND, PAGE = 8443, 8765, 8000
HOST = "chat.example"
SCENARIOS = {}


@dataclass
class Scenario:
    name: str
    shows: str
    programs: dict
    ports: list
    play: Callable
    arguments: tuple = ()

    @property
    def yields_where_the_capture_begins(self):
        return inspect.isasyncgenfunction(self.play)


@dataclass
class Stage:
    """What a scenario finds when it is played; it leaves the key log's lines and the truth here."""

    certificates: Certificates
    folder: Path
    keys: list = field(default_factory=list)
    connections: list = field(default_factory=list)

    @property
    def key_file(self):
        """For programs that write their key log themselves."""
        return self.folder / "keys"

    def contexts(self, client=None, server=None, **both):
        """A context for each side; the client writes the key log."""
        client = {"trusted": self.certificates.trusted, "verify": libssl.VERIFY_PEER} | both | (client or {})
        server = {"certificate": self.certificates.rsa} | both | (server or {})
        return libssl.Context("client", **({"key_log": self.keys} | client)), libssl.Context("server", **server)

    def open(self, client, server, *, path="/chat", session=None, port=PORT):
        """A WebSocket over two fresh TLS connections, up to the 101."""
        near, far = libssl.connect(client, server, port, name=HOST, session=session)
        libssl.at_once(near.shake_hands, far.shake_hands)
        return self.upgrade(near, far, path=path, port=port)

    def talkers(self, near, far, *, path="/chat", port=PORT):
        uri = f"wss://{HOST}:{port}{path}"
        return talk.Talker(near, uri=uri, subprotocols=["chat.v1"]), talk.Talker(far, subprotocols=["chat.v1"])

    def upgrade(self, near, far, **where):
        client, server = self.talkers(near, far, **where)
        talk.shake_hands(client, server)
        return client, server

    def finish(self, client, server, initiator="client", **more):
        """The closing handshakes of WebSocket, TLS and TCP; the connection goes into the truth."""
        code = more.pop("code", 1000)
        closing = talk.close(client, server, initiator, code)
        tls = client.stream.facts()
        self.connections.append(talk.connection(client, server, closing, tls, **more))
        self.part(client.stream, server.stream)

    def part(self, near, far):
        far.say_goodbye()
        near.read()
        near.say_goodbye()
        far.read()
        far.close()
        near.close()


def scenario(name, *, shows, programs, ports=(PORT,)):
    """Registers the decorated function, which gets a Stage; it is played while `ports` are captured."""

    def register(play):
        SCENARIOS[name] = Scenario(name, shows, programs, list(ports), play)
        return play

    return register


OPENSSL = {"client": "OpenSSL", "server": "OpenSSL"}


def table(rows, *, programs):
    """Registers the decorated function once a row: the row's name, what it shows, and the function's arguments."""

    def register(play):
        for name, shows, *arguments in rows:
            SCENARIOS[name] = Scenario(name, shows, programs, [PORT], play, tuple(arguments))
        return play

    return register
