#!/usr/bin/env python3
"""The `websockets` library, as server or client. See end.py."""

import asyncio
import logging

import end
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed, InvalidStatus

logging.disable(logging.CRITICAL)


class WebsocketsEnd(end.End):
    def __init__(self, connection, server=None):
        self.connection, self.server = connection, server
        self.transport = connection.transport
        self.socket = self.transport.get_extra_info("socket")

    async def send(self, text):
        await self.connection.send(text)

    async def send_invalid(self):
        await self.connection.send(b"caf\xe9", text=True)

    async def receive(self):
        return await self.connection.recv()

    async def close(self, code, reason):
        await self.connection.close(code or 1000, reason)

    async def wait(self):
        try:
            async for _ in self.connection:
                pass
        except ConnectionClosed:
            pass
        await self.connection.wait_closed()

    async def shutdown(self, code):
        self.server.close(code=code)
        await self.connection.wait_closed()

    def report(self):
        return self.connection.close_code, self.connection.close_reason


def common(options):
    return {
        "compression": "deflate" if options.compress else None,
        "max_size": options.max_size or 2**20,
        "ping_interval": options.keepalive,
        "ping_timeout": options.keepalive,
        "close_timeout": 1,
    }


async def server(port, steps, options):
    over = asyncio.Event()

    async def handle(connection):
        this = WebsocketsEnd(connection, running)

        async def tell():  # the library closes the session after the handler
            await connection.wait_closed()
            this.ended()
            over.set()

        handle.telling = asyncio.create_task(tell())
        await this.play(steps)

    async def refuse(connection, _):
        if options.status:
            asyncio.get_running_loop().call_later(0.2, over.set)
            return connection.respond(options.status, "not here\n")

    running = await serve(handle, "127.0.0.1", port, process_request=refuse, **common(options))
    end.say("listening")
    await over.wait()
    running.close()


async def client(uri, steps, options):
    try:
        connection = await connect(uri, proxy=None, **common(options))
    except InvalidStatus as refusal:
        end.say("refused", status=refusal.response.status_code)
        return
    this = WebsocketsEnd(connection)
    try:
        await this.play(steps)
    except ConnectionClosed:
        pass
    await connection.wait_closed()
    this.ended()


if __name__ == "__main__":
    end.main(server, client)
