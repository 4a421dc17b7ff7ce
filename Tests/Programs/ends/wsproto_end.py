#!/usr/bin/env python3
"""The `wsproto` core with asyncio's streams around it, as server or client. See end.py."""

import asyncio
from urllib.parse import urlsplit

import end
from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Message,
    Ping,
    RejectConnection,
    RejectData,
    Request,
    TextMessage,
)
from wsproto.utilities import LocalProtocolError, RemoteProtocolError


class WsprotoEnd(end.End):
    def __init__(self, core, reader, writer):
        self.core, self.reader, self.writer = core, reader, writer
        self.transport = writer.transport
        self.socket = self.transport.get_extra_info("socket")
        self.heard = asyncio.Queue()
        self.code, self.reason = None, None
        self.text = ""
        self.open = asyncio.Event()
        self.status = None
        self.reading = asyncio.create_task(self.read())

    def write(self, event):
        try:
            self.writer.write(self.core.send(event))
        except LocalProtocolError:
            pass  # a Close was sent already

    async def read(self):
        """Feeds the core until the session or the connection is over."""
        try:
            going = True
            while going and (data := await self.reader.read(65536)):
                try:
                    self.core.receive_data(data)
                    going = all([self.take(event) for event in self.core.events()])
                except RemoteProtocolError as error:
                    self.write(error.event_hint)
                    going = False
        except ConnectionError:
            pass
        self.writer.close()
        self.heard.put_nowait(None)
        self.open.set()

    def take(self, event):
        """Whether it goes on behind this event."""
        match event:
            case AcceptConnection():
                self.open.set()
            case RejectConnection():
                self.status = event.status_code
            case RejectData():
                return not event.body_finished
            case TextMessage():
                self.text += event.data
                if event.message_finished:
                    self.heard.put_nowait(self.text)
                    self.text = ""
            case Ping():
                self.write(event.response())
            case CloseConnection():
                self.code, self.reason = int(event.code), event.reason
                self.write(event.response())
                return False
        return True

    async def send(self, text):
        self.write(Message(data=text))
        await self.writer.drain()

    async def receive(self):
        return await self.heard.get()

    async def close(self, code, reason):
        self.write(CloseConnection(code=code, reason=reason or None))
        await self.wait()

    async def wait(self):
        await asyncio.wait([self.reading], timeout=2)
        self.writer.close()

    def report(self):
        return self.code, self.reason


async def server(port, steps, options):
    over = asyncio.Event()

    async def handle(reader, writer):
        core = WSConnection(ConnectionType.SERVER)
        core.receive_data(await reader.readuntil(b"\r\n\r\n"))
        assert any(isinstance(event, Request) for event in core.events())
        if options.status:
            writer.write(core.send(RejectConnection(status_code=options.status, headers=[(b"content-length", b"0")])))
            writer.close()
        else:
            writer.write(core.send(AcceptConnection()))
            this = WsprotoEnd(core, reader, writer)
            try:
                await this.play(steps)
            finally:
                writer.close()
                this.ended()
        over.set()

    async with await asyncio.start_server(handle, "127.0.0.1", port):
        end.say("listening")
        await over.wait()


async def client(uri, steps, options):
    url = urlsplit(uri)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    core = WSConnection(ConnectionType.CLIENT)
    this = WsprotoEnd(core, reader, writer)
    this.write(Request(host=url.netloc, target=url.path or "/"))
    await this.open.wait()
    if this.status:
        end.say("refused", status=this.status)
        return
    await this.play(steps)
    await this.wait()
    this.ended()


if __name__ == "__main__":
    end.main(server, client)
