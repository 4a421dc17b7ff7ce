"""The other side of the fuzzer: a wsproto endpoint that echoes, and fails the connection as RFC 6455 demands.

peer.py server PORT            serves until SIGTERM
peer.py client PORT CASE…      runs the cases, as the fuzzing server numbers them, one connection each

wsproto checks UTF-8 as it comes, before a frame is complete. Where compression is agreed on, a message is echoed in as
many frames as it came in, otherwise whole.
"""

import asyncio
import signal
import sys

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Message, Ping, Request, TextMessage
from wsproto.extensions import PerMessageDeflate

# How long the server's FIN may take to come before the client closes TCP itself, in seconds (RFC 6455 §7.1.1).
PATIENCE = 3

# What this side asks for in the cases 13.1 to 13.7; it is the suite that chooses for its own direction.
PARAMETERS = {
    "13.1": {},
    "13.2": {"client_no_context_takeover": True, "server_no_context_takeover": True},
    "13.3": {"client_max_window_bits": 9, "server_max_window_bits": 9},
    "13.4": {"client_max_window_bits": 10, "server_max_window_bits": 15},
    "13.5": {"client_max_window_bits": 11, "server_max_window_bits": 12, "client_no_context_takeover": True},
    "13.6": {"client_max_window_bits": 12, "server_no_context_takeover": True, "client_no_context_takeover": True},
    "13.7": {"client_max_window_bits": 13, "server_max_window_bits": 14, "client_no_context_takeover": True},
}


def deflate(case):
    """permessage-deflate with the parameters for `case`; None for a case that is not about compression."""
    if not case.startswith(("12.", "13.")):
        return None
    return PerMessageDeflate(**PARAMETERS.get(".".join(case.split(".")[:2]), {}))


class Echo:
    """One connection after its first bytes: answers events until one side has closed."""

    def __init__(self, connection, writer, extension):
        self.connection = connection
        self.writer = writer
        self.extension = extension
        self.parts = []
        self.is_over = False

    def take(self, data):
        if self.is_over:
            return  # whatever follows a Close, or a failure, is read and dropped
        self.connection.receive_data(data)
        for event in self.connection.events():
            self.answer(event)
            if self.is_over:
                return

    def answer(self, event):
        match event:
            case Request():
                self.extension = deflate(event.target.partition("case=")[2])
                self.send(AcceptConnection(extensions=[self.extension] if self.extension else []))
            case Message():
                self.echo(event)
            case Ping():
                self.send(event.response())
            case CloseConnection():
                # Also how wsproto tells that the peer broke a rule: the response has the code for that.
                self.send(event.response())
                self.is_over = True

    def echo(self, event):
        self.parts.append(event.data)
        is_in_frames = self.extension is not None and self.extension.enabled()
        if event.message_finished or (is_in_frames and event.frame_finished):
            kind = TextMessage if isinstance(event, TextMessage) else BytesMessage
            empty = "" if kind is TextMessage else b""
            self.send(kind(data=empty.join(self.parts), message_finished=event.message_finished))
            self.parts.clear()

    def send(self, event):
        self.writer.write(self.connection.send(event))


async def serve(port):
    async def connected(reader, writer):
        echo = Echo(WSConnection(ConnectionType.SERVER), writer, None)
        try:
            while data := await reader.read(65536):
                echo.take(data)
                await writer.drain()
                if echo.is_over and writer.can_write_eof() and not writer.is_closing():
                    writer.write_eof()  # the server closes first
                    break
            async with asyncio.timeout(PATIENCE):
                while await reader.read(65536):
                    pass
        except (ConnectionError, TimeoutError):
            pass
        writer.close()

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with await asyncio.start_server(connected, "127.0.0.1", port):
        await stop.wait()


async def run_case(port, number, case):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    extension = deflate(case)
    connection = WSConnection(ConnectionType.CLIENT)
    echo = Echo(connection, writer, extension)
    echo.send(
        Request(
            host=f"127.0.0.1:{port}",
            target=f"/runCase?case={number}&agent=wsproto",
            extensions=[extension] if extension else [],
        )
    )
    try:
        while data := await asyncio.wait_for(reader.read(65536), PATIENCE if echo.is_over else None):
            echo.take(data)
            await writer.drain()
    except (ConnectionError, TimeoutError):
        pass
    writer.close()


async def main():
    role, port, *cases = sys.argv[1:]
    if role == "server":
        await serve(int(port))
        return
    for number, case in enumerate(cases, start=1):
        await run_case(int(port), number, case)


asyncio.run(main())
