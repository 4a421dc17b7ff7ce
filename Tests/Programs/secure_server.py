#!/usr/bin/env python3
"""An echo server over TLS, with a certificate made by openssl; it says {"port": …, "certificate": FILE} and serves.

Whoever asks for no WebSocket gets a page that opens one, sends a message and closes it when the echo has come.
"""

import asyncio
import json
import pathlib
import signal
import ssl
import subprocess
import tempfile

from websockets.asyncio.server import serve

PAGE = """<!doctype html><title>waiting</title><script>
// Headless browsers end when a page has loaded: the picture comes late enough for the socket.
document.write("<img src=wait>");
const socket = new WebSocket(location.href.replace("http", "ws") + "page");
socket.onopen = () => socket.send("hello from the page");
socket.onmessage = () => { document.title = "done"; socket.close(1000, "bye"); };
</script>"""


async def echo(connection):
    async for message in connection:
        await connection.send(message)


async def page(connection, request):
    if "Upgrade" in request.headers:
        return None
    if request.path == "/wait":
        await asyncio.sleep(1.5)
    response = connection.respond(200, PAGE)
    del response.headers["Content-Type"]
    response.headers["Content-Type"] = "text/html"
    return response


async def main(folder):
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True)  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    stop = asyncio.Event()
    # Foundation's Process starts its children with all signals blocked.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(echo, "localhost", 0, ssl=context, process_request=page, family=2) as server:
        port = server.sockets[0].getsockname()[1]
        print(json.dumps({"port": port, "certificate": str(certificate)}), flush=True)
        await stop.wait()


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(pathlib.Path(folder)))
