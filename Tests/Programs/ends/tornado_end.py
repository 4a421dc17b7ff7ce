#!/usr/bin/env python3
"""Tornado, as server or client. See end.py."""

import asyncio
import logging

import end
from tornado.httpclient import HTTPClientError
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler, websocket_connect

logging.disable(logging.CRITICAL)


class TornadoEnd(end.End):
    """Of both kinds: `WebSocketHandler` and `WebSocketClientConnection` send and close alike."""

    over = False

    def __init__(self, connection, stream, messages=None):
        self.connection, self.stream, self.messages = connection, stream, messages
        self.socket = stream.socket

    @property
    def transport(self):
        return self

    def abort(self):
        self.stream.close()

    async def send(self, text):
        await self.connection.write_message(text)

    async def send_invalid(self):
        raise NotImplementedError("Tornado sends no such text")

    async def receive(self):
        if self.over:
            return None
        message = await (self.messages.get() if self.messages else self.connection.read_message())
        self.over = message is None
        return message

    async def close(self, code, reason):
        self.connection.close(code, reason or None)
        await self.wait()

    async def wait(self):
        while await self.receive() is not None:
            pass

    def report(self):
        return self.connection.close_code, self.connection.close_reason


def common(options):
    return {
        "websocket_ping_interval": options.keepalive,
        "websocket_ping_timeout": options.keepalive,
        "websocket_max_message_size": options.max_size or 2**20,
    }


async def server(port, steps, options):
    over = asyncio.Event()

    class Refusal(RequestHandler):
        def get(self):
            asyncio.get_running_loop().call_later(0.2, over.set)
            self.set_status(options.status)
            self.finish("not here\n")

    class Handler(WebSocketHandler):
        def check_origin(self, origin):
            return True

        def open(self, *_):
            self.messages = asyncio.Queue()
            self.this = TornadoEnd(self, self.ws_connection.stream, self.messages)
            # Tornado calls back; the steps run beside it, but for an exception, which it must see.
            self.playing = asyncio.create_task(self.this.play(step for step in steps if step != "raise"))

        def on_message(self, message):
            if "raise" in steps:
                raise RuntimeError("the handler has a bug")
            self.messages.put_nowait(message)

        def on_close(self):
            self.messages.put_nowait(None)
            self.this.ended()
            asyncio.get_running_loop().call_later(0.2, over.set)

    application = Application([("/", Refusal if options.status else Handler)], **common(options))
    application.listen(port, "127.0.0.1")
    end.say("listening")
    await over.wait()


async def client(uri, steps, options):
    settings = {name.removeprefix("websocket_"): value for name, value in common(options).items()}
    try:
        connection = await websocket_connect(uri, compression_options={} if options.compress else None, **settings)
    except HTTPClientError as refusal:
        end.say("refused", status=refusal.code)
        return
    this = TornadoEnd(connection, connection.protocol.stream)
    try:
        await this.play(steps)
        await this.wait()
    except WebSocketClosedError:
        pass
    this.ended()


if __name__ == "__main__":
    end.main(server, client)
