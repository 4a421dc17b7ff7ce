"""Handshakes, frames and messages of WebSocket over the connections of a capture."""

import base64
import hashlib
import zlib
from dataclasses import dataclass, field

import tcp
import tls

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
KNOWN = (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG)


@dataclass
class Head:
    """The head of an HTTP request or response."""

    bytes: bytes
    packets: list
    body: bytes = b""

    @property
    def lines(self):
        return self.bytes.decode("latin-1").split("\r\n")[:-2]

    @property
    def start(self):
        """The request line or the status line, in words."""
        return self.lines[0].split(" ")

    @property
    def status(self):
        return int(self.start[1])

    @property
    def target(self):
        return self.start[1]

    @property
    def names(self):
        return [line.split(":")[0] for line in self.lines[1:]]

    def header(self, name):
        """The value of that header; None without it."""
        for line in self.lines[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None

    def list(self, name):
        """The elements of a header that is a list."""
        return [element.strip() for element in (self.header(name) or "").split(",") if element.strip()]


@dataclass
class Frame:
    """A WebSocket frame."""

    session: "Session"
    side: str
    wire: bytes
    header: bytes
    announced: int  # the length of the payload that the header gives
    packets: list
    number: int = 0

    @property
    def name(self):
        """As a learner types it."""
        return f"{self.session.number}.{self.number}"

    @property
    def is_whole(self):
        return len(self.body) == self.announced

    @property
    def fin(self):
        return bool(self.wire[0] & 0x80)

    @property
    def rsv1(self):
        return bool(self.wire[0] & 0x40)

    @property
    def opcode(self):
        return self.wire[0] & 15

    @property
    def masked(self):
        return bool(self.wire[1] & 0x80)

    @property
    def length7(self):
        return self.wire[1] & 0x7F

    @property
    def key(self):
        return self.header[-4:] if self.masked else b""

    @property
    def body(self):
        """The payload as it was sent."""
        return self.wire[len(self.header) :]

    @property
    def payload(self):
        """The payload without its mask."""
        return xor(self.body, self.key) if self.masked else self.body

    @property
    def text(self):
        return self.payload.decode()

    @property
    def code(self):
        """The code of a Close; None without one."""
        return int.from_bytes(self.payload[:2], "big") if len(self.payload) >= 2 else None

    @property
    def reason(self):
        return self.payload[2:].decode()

    @property
    def first(self):
        """The number of the first packet that carried bytes of it."""
        return self.packets[0].number

    @property
    def last(self):
        return self.packets[-1].number

    @property
    def time(self):
        """When all of it had come, in seconds."""
        return self.packets[-1].time / 1e9


@dataclass
class Message:
    """A text or binary message: its frames put together, and inflated if it was compressed."""

    side: str
    frames: list
    payload: bytes

    @property
    def text(self):
        return self.payload.decode()

    @property
    def is_text(self):
        return self.frames[0].opcode == TEXT

    @property
    def wire_length(self):
        return sum(len(frame.payload) for frame in self.frames)

    @property
    def first(self):
        return self.frames[0].first

    @property
    def time(self):
        return self.frames[-1].time


@dataclass
class Session:
    """What came of an upgrade request."""

    connection: tcp.Connection
    request: Head
    response: Head = None
    number: int = 0
    frames: list = field(default_factory=list)
    messages: list = field(default_factory=list)
    records: list = field(default_factory=list)

    @property
    def port(self):
        return self.connection.port

    @property
    def target(self):
        return self.request.target

    @property
    def packets(self):
        return self.connection.packets

    @property
    def status(self):
        return self.response.status if self.response else None

    @property
    def key(self):
        return self.request.header("Sec-WebSocket-Key")

    @property
    def origin(self):
        return self.request.header("Origin")

    @property
    def is_open(self):
        """Whether the server switched, with the Accept that belongs to the key."""
        return self.status == 101 and self.response.header("Sec-WebSocket-Accept") == accept(self.key)

    def of(self, side=None, *opcodes):
        """Its frames from that side, or from both, with one of these opcodes, or all."""
        return [f for f in self.frames if side in (None, f.side) and (not opcodes or f.opcode in opcodes)]

    def said(self, side):
        """The messages of that side."""
        return [message for message in self.messages if message.side == side]

    def first_close(self):
        return next(iter(self.of(None, CLOSE)), None)

    def ended_by(self):
        """Which side sent the first FIN or RST."""
        return next((packet.side for packet in self.packets if packet.fin or packet.rst), None)


def accept(key):
    """RFC 6455, section 4.2.2."""
    return base64.b64encode(hashlib.sha1(key.encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()).decode()


def xor(data, key):
    return bytes(byte ^ key[index % 4] for index, byte in enumerate(data))


class Capture:
    """A capture file, taken apart."""

    def __init__(self, path):
        self.packets = tcp.read_packets(path)
        self.connections = tcp.connections(self.packets)
        opened = None
        self.sessions = []
        for connection in self.connections:
            records, streams = [], connection.streams
            if tls.is_tls(connection):
                opened = opened or tls.opened_by_tshark(path)
                records = tls.records(connection, opened)
                streams = opened_streams(records)
            connection.records = records
            for session in sessions(connection, streams):
                session.records = records
                self.sessions.append(session)
        # A session is known by its answer: on a proxy's two sides the inner one comes first.
        self.sessions.sort(key=lambda session: (session.response or session.request).packets[-1].number)
        for number, session in enumerate(self.sessions, 1):
            session.number = number

    def at(self, target, index=0, **wanted):
        """The session with that target; of several the one with that index, and the same port, if one is given."""
        found = [s for s in self.sessions if s.target == target]
        found = [s for s in found if all(getattr(s, name) == value for name, value in wanted.items())]
        return found[index]


def opened_streams(records):
    """The bytes inside the records, as streams."""
    streams = {"client": tcp.Stream(), "server": tcp.Stream()}
    for record in records:
        if record.kind == 23 and record.content is not None:
            stream = streams[record.side]
            # A record is read when it is complete.
            for packet in record.packets[-1:]:
                stream.origins.append((len(stream.data), packet))
            stream.data += record.content
    return streams


def sessions(connection, streams):
    """The sessions of a connection, from its bytes; those in TLS are opened already."""
    found, at = [], {"client": 0, "server": 0}
    while request := read_head(streams["client"], at["client"], None):
        at["client"] += len(request.bytes) + len(request.body)
        response = read_head(streams["server"], at["server"], request)
        if response:
            at["server"] += len(response.bytes) + len(response.body)
        if any(name.lower().startswith("sec-websocket") for name in request.names):
            session = Session(connection, request, response)
            found.append(session)
            if response and response.status == 101:
                read_frames(session, streams, at)
                read_messages(session)
        if response is None or response.status == 101:
            break
    return found


def read_head(stream, start, request):
    end = stream.data.find(b"\r\n\r\n", start)
    if end < 0 or request is None and b" HTTP/1." not in stream.data[start:end].split(b"\r\n")[0]:
        return None
    head = Head(stream.data[start : end + 4], stream.packets(start, end + 4))
    length = int(head.header("Content-Length") or 0)
    head.body = stream.data[end + 4 : end + 4 + length]
    return head


def read_frames(session, streams, starts):
    for side, stream in streams.items():
        data, at = stream.data, starts[side]
        while at + 2 <= len(data):
            length, header = data[at + 1] & 0x7F, 2
            extended = {126: 2, 127: 8}.get(length, 0)
            if extended:
                length = int.from_bytes(data[at + 2 : at + 2 + extended], "big")
            header += extended + (4 if data[at + 1] & 0x80 else 0)
            end = min(at + header + length, len(data))
            if at + header > len(data):
                break
            session.frames.append(
                Frame(session, side, data[at:end], data[at : at + header], length, stream.packets(at, end))
            )
            at = end
    # In the order in which they were complete. What was cut off comes last, but nobody waits for the rest of a frame with
    # an unknown opcode.
    session.frames.sort(key=lambda frame: (not frame.is_whole and frame.opcode in KNOWN, frame.last))
    for number, frame in enumerate(session.frames, 1):
        frame.number = number


def read_messages(session):
    parameters = session.response.header("Sec-WebSocket-Extensions") or ""
    compresses = "permessage-deflate" in parameters
    for side in ("client", "server"):
        inflater, frames = zlib.decompressobj(-15), []
        for frame in session.of(side):
            if frame.opcode not in (CONTINUATION, TEXT, BINARY) or not frame.is_whole:
                continue
            if frame.opcode != CONTINUATION:
                frames = []
            frames.append(frame)
            if not frame.fin:
                continue
            payload = b"".join(part.payload for part in frames)
            if compresses and frames[0].rsv1:
                payload = inflater.decompress(payload + b"\x00\x00\xff\xff")
                if side + "_no_context_takeover" in parameters:
                    inflater = zlib.decompressobj(-15)
            session.messages.append(Message(side, frames, payload))
            frames = []
    session.messages.sort(key=lambda message: message.frames[-1].number)
