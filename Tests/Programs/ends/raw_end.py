#!/usr/bin/env python3
"""A peer without a library, for what no library does. It has no API, so it reports nothing. See end.py."""

import asyncio
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples" / "record"))

import end
from wire import TEXT, RawClient, close_frame, frame, raw_server


class RawEnd(end.End):
    def __init__(self, reader, writer, mask):
        self.reader, self.writer, self.mask = reader, writer, mask
        self.transport = writer.transport
        self.socket = self.transport.get_extra_info("socket")

    async def bytes(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def send(self, text):
        await self.bytes(frame(TEXT, text, mask=self.mask))

    async def send_invalid(self):
        await self.bytes(frame(TEXT, "café".encode("latin-1"), mask=self.mask))

    async def receive(self):
        await self.reader.readexactly(1)
        await asyncio.sleep(0.1)
        return None

    async def close(self, code, reason):
        await self.bytes(close_frame(code, reason, mask=self.mask))

    async def wait(self):
        try:
            await asyncio.wait_for(self.reader.read(), 8)
        except (ConnectionError, asyncio.TimeoutError):
            pass

    def ended(self):
        pass


async def server(port, steps, options):
    over = asyncio.Event()

    async def handle(reader, writer):
        try:
            await RawEnd(reader, writer, mask=False).play(steps)
        finally:
            over.set()

    async with await raw_server(port, handle):
        end.say("listening")
        await over.wait()


async def client(uri, steps, options):
    raw = await RawClient.connect(urlsplit(uri).port)
    await RawEnd(raw.reader, raw.writer, mask=True).play(steps)
    await raw.close()


if __name__ == "__main__":
    end.main(server, client)
