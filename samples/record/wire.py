"""A WebSocket peer without manners: handshakes and frames made by hand, for what no library will send."""

import asyncio
import base64
import hashlib
import os
import socket
import struct

ACCEPT_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def frame(opcode, payload=b"", *, fin=True, mask=True, form=None):
    """One frame's bytes. `form` forces the length form: 7, 16 or 64 bits, needed or not."""
    if isinstance(payload, str):
        payload = payload.encode()
    size = len(payload)
    form = form or (7 if size < 126 else 16 if size < 65536 else 64)
    first = (0x80 if fin else 0) | opcode
    flag = 0x80 if mask else 0
    head = {
        7: lambda: struct.pack("!BB", first, flag | size),
        16: lambda: struct.pack("!BBH", first, flag | 126, size),
        64: lambda: struct.pack("!BBQ", first, flag | 127, size),
    }[form]()
    if not mask:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))


def close_frame(code, reason="", *, mask=True):
    return frame(CLOSE, struct.pack("!H", code) + reason.encode(), mask=mask)


async def read_frame(reader):
    """The opcode and the payload of a client's frame, which must have less than 126 bytes."""
    first, second = await reader.readexactly(2)
    key = await reader.readexactly(4)
    masked = await reader.readexactly(second & 0x7F)
    return first & 0x0F, bytes(byte ^ key[i % 4] for i, byte in enumerate(masked))


class RawClient:
    """Connects, sends the given request head, keeps the response head in `response`."""

    def __init__(self, reader, writer, response):
        self.reader, self.writer, self.response = reader, writer, response

    @classmethod
    async def connect(cls, port, path="/", *, host="127.0.0.1", leave_out=(), **changed):
        headers = {
            "Host": f"{host}:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
            "User-Agent": "samples/record/wire.py",
        } | {name.replace("_", "-"): value for name, value in changed.items()}
        lines = [f"GET {path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items() if name not in leave_out]
        reader, writer = await asyncio.open_connection(host, port)
        writer.write("\r\n".join(lines + ["", ""]).encode())
        response = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        return cls(reader, writer, response.decode())

    async def send(self, data, pause=0.05):
        self.writer.write(data)
        await self.writer.drain()
        await asyncio.sleep(pause)

    async def read_to_end(self, limit=5):
        """Takes what comes until the other side closes TCP."""
        try:
            await asyncio.wait_for(self.reader.read(), limit)
        except (ConnectionError, asyncio.TimeoutError):
            pass

    def reset(self):
        """SO_LINGER with 0 seconds makes the kernel send RST instead of FIN."""
        handle = self.writer.get_extra_info("socket")
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def close(self):
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except ConnectionError:
            pass


async def raw_server(port, after_upgrade, *, subprotocol=None, extensions=None):
    """Accepts any upgrade, with what is said to be chosen, and hands (reader, writer) to `after_upgrade`."""
    chosen = f"Sec-WebSocket-Protocol: {subprotocol}\r\n" if subprotocol else ""
    chosen += f"Sec-WebSocket-Extensions: {extensions}\r\n" if extensions else ""

    async def serve(reader, writer):
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.split(": ", 1) for line in request.split("\r\n")[1:] if ": " in line)
        headers = {name.lower(): value for name, value in headers.items()}
        digest = hashlib.sha1(headers["sec-websocket-key"].encode() + ACCEPT_GUID).digest()
        writer.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"{chosen}Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}\r\n\r\n".encode()
        )
        try:
            await after_upgrade(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", port)
