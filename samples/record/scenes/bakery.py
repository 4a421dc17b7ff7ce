"""A mixed capture for a learner to take apart unaided."""

import asyncio
import ssl
import tempfile

import programs
from scene import PAGE, PROXY, SECURE, SERVER, scene
from scenes.secure import HOST, certificate
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from wire import TEXT, RawClient, frame

# Programs written in a hurry use one masking key for everything; RFC 6455 has this one in its examples.
KEY = bytes.fromhex("37fa213d")


def masked(text, header):
    """A client's frame with the given first bytes, and the only key that the till has."""
    return header + KEY + bytes(byte ^ KEY[i % 4] for i, byte in enumerate(text.encode()))


def till_frame(text):
    """The till's bug: it counts characters where the length counts bytes."""
    return masked(text, bytes([0x81, 0x80 | len(text)]))


@scene(
    "alone",
    shows="a Saturday in a bakery: a page that goes away, a café that orders through a proxy until all is sold, the owner in TLS, an "
    "oven with a length that is not minimal and an end without a Close, and a till that counts characters where it should "
    "count bytes",
    programs=["Chromium", "Node", "websockets", "nginx"],
    ports=[SERVER, PROXY],
    secure_ports=[SECURE],
    expects={"connections": 6, "statuses": [101] * 6},
    lesson=26,
)
async def alone():
    """A page in headless Chromium, a script in Node through nginx (port 8080), a `websockets` client in TLS (8443) and two raw clients
    against `websockets` servers with one handler (8765 and 8443). The keys are the owner's."""
    begun = asyncio.Event()
    orders = []

    async def bakery(connection):
        begun.set()
        async for text in connection:
            if text.startswith("oven"):
                continue
            if text == "20 more":
                await connection.close(4010, "sold out")
                return
            if text == "How many orders?":
                await connection.send(f"{len(orders)} so far")
                continue
            orders.append(text)
            await connection.send(f"Coming up: {text}")

    async def cafe():
        await programs.run_node("bakery.mjs", f"ws://localhost:{PROXY}/orders")

    async def owner(path):
        await asyncio.sleep(0.2)
        client = ssl.create_default_context(cafile=path)  # writes SSLKEYLOGFILE
        uri = f"wss://{HOST}:{SECURE}/owner"
        async with connect(uri, host="127.0.0.1", compression=None, proxy=None, ssl=client) as connection:
            for pause in (0.5, 0.4):
                await connection.send("How many orders?")
                await connection.recv()
                await asyncio.sleep(pause)
            await connection.close(1000, "see you at noon")

    async def oven():
        await asyncio.sleep(0.45)
        client = await RawClient.connect(SERVER, "/oven")
        await client.send(frame(TEXT, "oven 180"), pause=0.3)
        await client.send(frame(TEXT, "oven 185"), pause=0.3)
        await client.send(frame(TEXT, "oven 190", form=16), pause=0.3)
        await client.send(frame(TEXT, "oven 195"), pause=0.2)
        await client.close()

    async def till():
        await asyncio.sleep(0.35)
        client = await RawClient.connect(SERVER, "/till")
        for text in ("1 tea", "2 cafés", "1 roll"):
            await client.send(till_frame(text), pause=0.15)
        await client.read_to_end()
        await client.close()

    with tempfile.TemporaryDirectory(prefix="ws101-tls-") as folder:
        path = certificate(folder)
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(path)
        async with (
            serve(bakery, "127.0.0.1", SERVER, compression=None),
            serve(bakery, "127.0.0.1", SECURE, compression=None, ssl=secure),
            programs.nginx(PROXY, SERVER, forward_upgrade=True),
        ):
            page = asyncio.create_task(programs.browse(PAGE, "bakery.html"))
            await begun.wait()
            await asyncio.gather(page, cafe(), owner(path), oven(), till())
