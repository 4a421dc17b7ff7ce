"""`openssl s_client` and `openssl s_server`, with a WebSocket driven through their standard input and output."""

import contextlib
import os
import select
import subprocess
import time

import talk
from features import say
from loopback import RecordingFailed
from scenario import HOST, PORT, scenario, table

CLIENT_PORT = 50443
COMMANDS = {"client": "openssl s_client", "server": "openssl s_server"}


class Piped:
    """A program that sends what it reads from its input, and prints what it receives."""

    def __init__(self, *command):
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def write(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def command(self, letter):
        """A letter at the beginning of a line is a command to s_client and s_server, unless they are told to be quiet."""
        self.write(letter + b"\n")
        time.sleep(0.2)

    def read(self):
        if not select.select([self.process.stdout], [], [], 10)[0]:
            raise RecordingFailed(f"{self.process.args[:2]} prints nothing")
        return os.read(self.process.stdout.fileno(), 65_536)

    def end(self):
        self.process.stdin.close()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait()
        self.process.stdout.close()


@contextlib.contextmanager
def programs(stage, *, client=(), server=()):
    certificate, key = stage.certificates.rsa
    far = Piped("openssl", "s_server", "-accept", PORT, "-cert", certificate, "-key", key, "-quiet", "-naccept", "1", *server)
    for _ in range(100):
        if f":{PORT:04X} " in open("/proc/net/tcp").read() + open("/proc/net/tcp6").read():
            break
        time.sleep(0.05)
    near = Piped(
        "openssl", "s_client", "-connect", f"{HOST}:{PORT}", "-servername", HOST, "-bind", f"127.0.0.1:{CLIENT_PORT}",
        "-CAfile", stage.certificates.trusted, "-keylogfile", stage.key_file, "-4", *client,
    )  # fmt: skip
    try:
        yield near, far
    finally:
        near.end()
        far.end()


def converse(stage, near, far, tls, commands=()):
    client, server = stage.talkers(near, far)
    talk.shake_hands(client, server)
    talk.chat(client, server)
    for letter in commands:
        near.command(letter)
        say(client, server, "after a command")
    closing = talk.close(client, server)
    stage.connections.append(
        {
            "clientPort": CLIENT_PORT,
            "uri": client.uri,
            "subprotocol": client.protocol.subprotocol,
            "tls": tls,
            "messages": {"client": client.sent, "server": server.sent},
            "close": closing,
        }
    )
    assert client.sent == server.received and server.sent == client.received


@table(
    [
        ("tls13.s_client-s_server", "OpenSSL's own programs", "TLS 1.3", "-tls1_3", "TLS_AES_256_GCM_SHA384", []),
        ("tls12.s_client-s_server", "the same with TLS 1.2", "TLS 1.2", "-tls1_2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", []),
        (
            "tls13-padding.s_client-s_server",
            "s_client with -record_padding 256, s_server with 1000",
            "TLS 1.3",
            "-tls1_3 -record_padding 256",
            "TLS_AES_256_GCM_SHA384",
            ["-record_padding", "1000"],
        ),
    ],
    programs=COMMANDS,
)
def openssl(stage, version, options, suite, server):
    with programs(stage, client=["-quiet", *options.split()], server=server) as (near, far):
        converse(stage, near, far, {"version": version, "cipherSuite": suite, "resumed": False})


@scenario(
    "tls13-key-update.s_client-s_server",
    shows="KeyUpdate by s_client's commands k, K and K (which asks the server for the same)",
    programs=COMMANDS,
)
def key_update(stage):
    tls = {"version": "TLS 1.3", "cipherSuite": "TLS_AES_256_GCM_SHA384", "resumed": False}
    with programs(stage, client=["-brief", "-tls1_3"]) as (near, far):
        converse(stage, near, far, tls, [b"k", b"K", b"K"])
