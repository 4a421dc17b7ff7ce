"""WebSocket in TLS."""

import asyncio
import ssl
import subprocess
import tempfile
from pathlib import Path

from scene import SECURE, SERVER, scene
from wire import TEXT, frame
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

HOST = "chat.example"
LINES = [
    ("client", "Good morning, Anna."),
    ("server", "Good morning! Coffee at ten?"),
    ("client", "Yes."),
    ("server", "See you at the corner of Mill Street, then."),
]


async def anna(connection):
    """Hears what is said to her and answers by the script."""
    for side, line in LINES:
        if side == "server":
            await connection.send(line)
        else:
            await connection.recv()
    await connection.wait_closed()


async def chat(uri, **settings):
    async with connect(uri, host="127.0.0.1", compression=None, proxy=None, **settings) as connection:
        for side, line in LINES:
            if side == "client":
                await connection.send(line)
            else:
                await connection.recv()
        await connection.close(1000, "bye")


def certificate(folder):
    """A certificate that signs itself, and its key, in one file."""
    path = Path(folder) / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-days", "30", "-subj", f"/CN={HOST}"]
    command += ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", str(path), "-out", str(path) + ".crt"]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(str(path) + ".crt").read_text())
    return path


@scene(
    "wss",
    shows="the same chat twice: in the clear, and in TLS 1.3 with its keys in the file (a Decryption Secrets Block)",
    programs=["websockets"],
    ports=[SERVER],
    secure_ports=[SECURE],
    expects={"connections": 2, "statuses": [101, 101], "frames": {"text": 8, "close": 4}},
    lesson=17,
)
async def wss():
    """A `websockets` client and server; the client's Python writes a key log (SSLKEYLOGFILE), which editcap puts into
    the file."""
    with tempfile.TemporaryDirectory(prefix="ws101-tls-") as folder:
        path = certificate(folder)
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(path)
        client = ssl.create_default_context(cafile=path)  # writes SSLKEYLOGFILE
        async with serve(anna, "127.0.0.1", SERVER, compression=None):
            await chat(f"ws://{HOST}:{SERVER}/chat")
        async with serve(anna, "127.0.0.1", SECURE, compression=None, ssl=server):
            await chat(f"wss://{HOST}:{SECURE}/chat", ssl=client)


@scene(
    "wss-records",
    shows="TLS records against frames: two frames in one record, then one frame in two records; with its keys in the file",
    programs=["websockets"],
    ports=[],
    secure_ports=[SECURE],
    expects={"connections": 1, "statuses": [101], "frames": {"text": 4, "close": 2}},
    lesson=17,
)
async def wss_records():
    """A `websockets` client and server; the server gives the bytes of its frames to TLS in chosen pieces. The key log is
    the client's, as in wss."""

    async def serve_pieces(connection):
        await connection.recv()
        write = connection.transport.write
        write(frame(TEXT, "Two orders came in.", mask=False) + frame(TEXT, "One is urgent.", mask=False))
        await asyncio.sleep(0.05)
        report = frame(TEXT, "The monthly report is ready, all fourteen pages.", mask=False)
        write(report[:20])
        await asyncio.sleep(0.05)
        write(report[20:])
        await connection.wait_closed()

    with tempfile.TemporaryDirectory(prefix="ws101-tls-") as folder:
        path = certificate(folder)
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(path)
        client = ssl.create_default_context(cafile=path)  # writes SSLKEYLOGFILE
        async with serve(serve_pieces, "127.0.0.1", SECURE, compression=None, ssl=server):
            uri = f"wss://{HOST}:{SECURE}/orders"
            async with connect(uri, host="127.0.0.1", compression=None, proxy=None, ssl=client) as connection:
                await connection.send("Any news?")
                for _ in range(3):
                    await connection.recv()
                await connection.close(1000, "bye")
