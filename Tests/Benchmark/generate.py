#!/usr/bin/env python3
"""Makes captures for the benchmark: the same bytes for the same arguments, on every run.

  small     100-byte text messages, one frame in one segment; an ACK of its own for every eighth
  large     16 KiB binary messages in segments of 1448 bytes (Ethernet's MSS); an ACK for every second
  loopback  16 KiB binary messages in one segment each, as the loopback interface carries them; an ACK for every second
  deflate   JSON messages of 100 bytes to 16 KiB, compressed by permessage-deflate as most endpoints do it (context
            takeover, windows of 15 bits), in segments of 1448 bytes; an ACK for every second
  deflate12 the same with windows of 12 bits both ways

50 sessions with handshake and close, interleaved; messages go both ways in turns, masked from the client. Ethernet, IPv4,
TCP with timestamps; TCP checksums are 0, as where the network card computes them. Classic pcap, microseconds.
"""

import argparse
import base64
import hashlib
import json
import random
import struct
import sys
import zlib
from pathlib import Path

ACCEPT_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
SESSIONS = 50
SYN, ACK, PSH, FIN = 2, 16, 8, 1

RECORD = struct.Struct("<IIII")
ETHERNET = bytes.fromhex("020000000002 020000000001 0800")
IPV4 = struct.Struct(">BBHHHBBHII")
TCP = struct.Struct(">HHIIBBHHHHBBII")  # with NOP, NOP and the timestamps option
HEADERS = 14 + 20 + 32

# kind: (bytes of a message, largest segment, data packets for each ACK of its own)
KINDS = {
    "small": (100, 1448, 8),
    "large": (16384, 1448, 2),
    "loopback": (16384, 65483, 2),
    "deflate": (16384, 1448, 2),
    "deflate12": (16384, 1448, 2),
}
# The bits of the window, where messages are compressed.
WINDOWS = {"deflate": 15, "deflate12": 12}
TAIL = b"\x00\x00\xff\xff"


def ipv4_header(length, source, target):
    header = IPV4.pack(0x45, 0, length, 0, 0x4000, 64, 6, 0, source, target)
    total = sum(struct.unpack(">10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    checksum = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
    return header[:10] + checksum.to_bytes(2, "big") + header[12:]


def mask(payload, key):
    """XOR as one big number: fast without numpy."""
    length = len(payload)
    keys = (key * (length // 4 + 1))[:length]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(keys, "big")).to_bytes(length, "big")


def frame(opcode, payload, key=b""):
    length = len(payload)
    flag = 0x80 if key else 0
    if length < 126:
        head = bytes((0x80 | opcode, flag | length))
    elif length < 65536:
        head = struct.pack(">BBH", 0x80 | opcode, flag | 126, length)
    else:
        head = struct.pack(">BBQ", 0x80 | opcode, flag | 127, length)
    return head + key + (mask(payload, key) if key else payload)


class Clock:
    """Microseconds since 1970, a little later at each packet."""

    def __init__(self):
        self.now = 1_700_000_000_000_000

    def tick(self):
        self.now += 87
        return divmod(self.now, 1_000_000)


class Side:
    """One end of a connection: its addresses, how far it has sent, its IPv4 headers by length."""

    def __init__(self, address, port, peer_address, peer_port, sequence):
        self.address, self.port = address, port
        self.peer_address, self.peer_port = peer_address, peer_port
        self.sequence = sequence
        self.headers = {}

    def packet(self, peer, clock, flags, data=b""):
        seconds, micros = clock.tick()
        length = HEADERS + len(data)
        header = self.headers.get(length)
        if header is None:
            header = ETHERNET + ipv4_header(length - 14, self.address, self.peer_address)
            self.headers[length] = header
        stamp = clock.now // 1000 & 0xFFFFFFFF
        acknowledged = peer.sequence if flags & ACK else 0
        tcp = TCP.pack(
            self.port, self.peer_port, self.sequence, acknowledged, 0x80, flags, 502, 0, 0, 0x0101, 8, 10, stamp, stamp
        )
        used = len(data) + (1 if flags & (SYN | FIN) else 0)
        self.sequence = (self.sequence + used) & 0xFFFFFFFF
        return RECORD.pack(seconds, micros, length, length) + header + tcp + data


class Session:
    offer = answer = b""

    def __init__(self, number, kind, clock, dice):
        self.message_size, self.segment, self.ack_every = KINDS[kind]
        self.number, self.clock, self.dice = number, clock, dice
        client, server = 0x0A000001 + number, 0x0A0000C8
        self.client = Side(client, 50000 + number, server, 80, dice.getrandbits(32))
        self.server = Side(server, 80, client, 50000 + number, dice.getrandbits(32))
        self.sent = 0
        self.data_packets = 0
        self.filler = bytes(dice.choices(b"abcdefghijklmnopqrstuvwxyz ", k=self.message_size))

    def opening(self):
        key = base64.b64encode(self.dice.randbytes(16))
        accept = base64.b64encode(hashlib.sha1(key + ACCEPT_GUID).digest())
        request = (
            b"GET /bench/%d HTTP/1.1\r\nHost: bench.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n%s\r\n" % (self.number, key, self.offer)
        )
        response = (
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: %s\r\n%s\r\n" % (accept, self.answer)
        )
        yield self.client.packet(self.server, self.clock, SYN)
        yield self.server.packet(self.client, self.clock, SYN | ACK)
        yield self.client.packet(self.server, self.clock, ACK)
        yield self.client.packet(self.server, self.clock, PSH | ACK, request)
        yield self.server.packet(self.client, self.clock, PSH | ACK, response)

    def content(self, _from_client):
        """The first bits and the payload of the next message."""
        return (1 if self.message_size < 1000 else 2), b"%012d " % self.sent + self.filler[13:]

    def message(self):
        """The packets of the next message; the two sides take turns."""
        from_client = self.sent % 2 == 0
        side, peer = (self.client, self.server) if from_client else (self.server, self.client)
        self.sent += 1
        opcode, payload = self.content(from_client)
        data = frame(opcode, payload, self.dice.randbytes(4) if from_client else b"")
        for start in range(0, len(data), self.segment):
            piece = data[start : start + self.segment]
            last = start + self.segment >= len(data)
            yield side.packet(peer, self.clock, PSH | ACK if last else ACK, piece)
            self.data_packets += 1
            if self.data_packets % self.ack_every == 0:
                yield peer.packet(side, self.clock, ACK)

    def closing(self):
        body = struct.pack(">H", 1000) + b"bye"
        yield self.client.packet(self.server, self.clock, PSH | ACK, frame(8, body, self.dice.randbytes(4)))
        yield self.server.packet(self.client, self.clock, PSH | ACK, frame(8, body))
        yield self.server.packet(self.client, self.clock, FIN | ACK)
        yield self.client.packet(self.server, self.clock, FIN | ACK)
        yield self.server.packet(self.client, self.clock, ACK)


class DeflatedSession(Session):
    """Compresses. With `as_binary`, the same payloads are sent as if they were binary messages without compression."""

    def __init__(self, number, kind, clock, dice, records, as_binary, payloads):
        super().__init__(number, kind, clock, dice)
        self.records, self.as_binary, self.payloads = records, as_binary, payloads
        bits = WINDOWS[kind]
        self.compressors = [zlib.compressobj(6, zlib.DEFLATED, -bits) for _ in range(2)]
        if not as_binary:
            self.offer = b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            windows = b"" if bits == 15 else b"; server_max_window_bits=%d; client_max_window_bits=%d" % (bits, bits)
            self.answer = b"Sec-WebSocket-Extensions: permessage-deflate" + windows + b"\r\n"

    def content(self, from_client):
        length = int(100 * (self.message_size / 100) ** self.dice.random())
        items = self.dice.choices(self.records, k=length // 250)
        created = b"2023-11-14T22:%02d:%02d.000Z" % divmod(self.sent % 3600, 60)
        more = self.dice.choice([b"true", b"false"])
        head = b'{"sequence":%d,"more":%s,"created":"%s","items":[' % (self.sent, more, created)
        text = head + b",".join(items) + b"]}"
        compressor = self.compressors[from_client]
        payload = compressor.compress(text) + compressor.flush(zlib.Z_SYNC_FLUSH)
        payload = payload.removesuffix(TAIL)
        if self.payloads:
            self.payloads.write(struct.pack("<II", 2 * self.number + from_client, len(payload)) + payload)
        return 2 if self.as_binary else 0x41, payload


def make_records(dice, count=20000):
    """Records as applications send them: the same keys, values of all kinds, words of which some are frequent."""
    words = ["".join(dice.choices("etaoinshrdlucmfwypvbg", k=dice.randint(2, 10))) for _ in range(2000)]
    weights = [1 / rank for rank in range(1, 2001)]
    for _ in range(count):
        record = {
            "id": dice.randrange(10**9),
            "type": dice.choice(["trade", "quote", "chat", "presence", "order"]),
            "symbol": dice.choice(words[:300]).upper(),
            "price": round(dice.uniform(1, 5000), 2),
            "quantity": dice.randint(1, 40) * 25,
            "time": 1_700_000_000_000 + dice.randrange(10**8),
            "user": {"name": dice.choice(words), "active": dice.random() < 0.7},
            "text": " ".join(dice.choices(words, weights, k=dice.randint(3, 25))),
        }
        yield json.dumps(record, separators=(",", ":")).encode()


def generate(kind, size, path, as_binary=False, payloads=None):
    """Writes at least `size` bytes; returns (packets, messages).

    For kinds that compress: `as_binary` writes the same payloads as messages that are not compressed; `payloads` takes
    each payload behind two little-endian numbers of 32 bits, which direction of which session it belongs to and its
    length.
    """
    dice = random.Random(101)
    clock = Clock()
    packets = messages = written = 0
    records = list(make_records(dice)) if kind in WINDOWS else []

    def session(number):
        if kind in WINDOWS:
            return DeflatedSession(number, kind, clock, dice, records, as_binary, payloads)
        return Session(number, kind, clock, dice)

    with open(path, "wb") as file:

        def put(records):
            nonlocal packets, written
            records = list(records)
            packets += len(records)
            written += sum(map(len, records))
            file.writelines(records)

        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        sessions = [session(number) for number in range(SESSIONS)]
        for session in sessions:
            put(session.opening())
        while written < size:
            for session in dice.choices(sessions, k=200):
                put(session.message())
            messages += 200
        for session in sessions:
            put(session.closing())
    return packets, messages


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("path", type=Path)
    parser.add_argument("--size", type=int, default=200, help="megabytes (default: 200)")
    arguments = parser.parse_args()
    packets, messages = generate(arguments.kind, arguments.size * 1_000_000, arguments.path)
    print(f"{arguments.path}: {packets} packets, {messages} messages", file=sys.stderr)


if __name__ == "__main__":
    main()
