#!/usr/bin/env python3
"""aiohttp, as server or client. See end.py."""

import asyncio
import logging

import aiohttp
import end
from aiohttp import WSMsgType, web

logging.disable(logging.CRITICAL)


class AiohttpEnd(end.End):
    """Of both kinds: `ClientWebSocketResponse` and `WebSocketResponse` have the same methods."""

    reason = None

    def __init__(self, connection, transport, stop=None):
        self.connection, self.transport, self.stop = connection, transport, stop
        self.socket = transport.get_extra_info("socket")

    async def send(self, text):
        await self.connection.send_str(text)

    async def send_invalid(self):
        await self.connection.send_frame(b"caf\xe9", WSMsgType.TEXT)

    async def next(self):
        message = await self.connection.receive()
        if message.type is WSMsgType.CLOSE:
            self.reason = message.extra or ""  # the only place where aiohttp tells it
        return message

    async def receive(self):
        message = await self.next()
        return message.data if message.type is WSMsgType.TEXT else None

    async def close(self, code, reason):
        await self.connection.close(code=code or 1000, message=reason.encode())

    async def wait(self):
        while (await self.next()).type in (WSMsgType.TEXT, WSMsgType.BINARY):
            pass

    async def shutdown(self, code):
        self.stop.set()
        await self.wait()

    def report(self):
        return self.connection.close_code, self.reason


def common(options):
    return {
        "heartbeat": options.keepalive and options.keepalive * 2,  # the pong must come within half of it
        "max_msg_size": options.max_size or 2**20,
    }


async def server(port, steps, options):
    over, stop, connections = asyncio.Event(), asyncio.Event(), []

    async def handle(request):
        if options.status:
            asyncio.get_running_loop().call_later(0.2, over.set)
            return web.Response(status=options.status, text="not here\n")
        connection = web.WebSocketResponse(compress=options.compress, timeout=1, **common(options))
        await connection.prepare(request)
        connections.append(connection)
        this = AiohttpEnd(connection, request.transport, stop)
        try:
            await this.play(steps)
        finally:
            this.ended()
            asyncio.get_running_loop().call_later(0.2, over.set)
        return connection

    async def go_away(application):  # as aiohttp's documentation does it
        for connection in connections:
            await connection.close(code=1001, message=b"Server shutdown")

    application = web.Application()
    application.router.add_get("/", handle)
    application.on_shutdown.append(go_away)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    end.say("listening")
    await asyncio.wait(
        [asyncio.create_task(over.wait()), asyncio.create_task(stop.wait())], return_when="FIRST_COMPLETED"
    )
    await runner.cleanup()


async def client(uri, steps, options):
    async with aiohttp.ClientSession(trust_env=False) as session:
        try:
            connection = await session.ws_connect(
                uri,
                timeout=aiohttp.ClientWSTimeout(ws_close=1),
                compress=15 if options.compress else 0,
                **common(options),
            )
        except aiohttp.WSServerHandshakeError as refusal:
            end.say("refused", status=refusal.status)
            return
        this = AiohttpEnd(connection, connection._response.connection.transport)
        try:
            await this.play(steps)
        except ConnectionError:
            pass
        this.ended()


if __name__ == "__main__":
    end.main(server, client)
