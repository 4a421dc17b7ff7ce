#!/usr/bin/env python3
"""Makes captures for the benchmark: the same bytes for the same arguments, on every run.

  small     100-byte text messages, one frame in one segment; an ACK of its own for every eighth
  large     16 KiB binary messages in segments of 1448 bytes (Ethernet's MSS); an ACK for every second
  loopback  16 KiB binary messages in one segment each, as the loopback interface carries them; an ACK for every second

50 sessions with handshake and close, interleaved; messages go both ways in turns, masked from the client. Ethernet, IPv4,
TCP with timestamps; TCP checksums are 0, as where the network card computes them. Classic pcap, microseconds.
"""

import argparse
import base64
import hashlib
import random
import struct
import sys
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
KINDS = {"small": (100, 1448, 8), "large": (16384, 1448, 2), "loopback": (16384, 65483, 2)}


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
            b"Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n" % (self.number, key)
        )
        response = (
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: %s\r\n\r\n" % accept
        )
        yield self.client.packet(self.server, self.clock, SYN)
        yield self.server.packet(self.client, self.clock, SYN | ACK)
        yield self.client.packet(self.server, self.clock, ACK)
        yield self.client.packet(self.server, self.clock, PSH | ACK, request)
        yield self.server.packet(self.client, self.clock, PSH | ACK, response)

    def message(self):
        """The packets of the next message; the two sides take turns."""
        from_client = self.sent % 2 == 0
        side, peer = (self.client, self.server) if from_client else (self.server, self.client)
        self.sent += 1
        text = b"%012d " % self.sent + self.filler[13:]
        key = self.dice.randbytes(4) if from_client else b""
        data = frame(1 if self.message_size < 1000 else 2, text, key)
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


def generate(kind, size, path):
    """Writes at least `size` bytes; returns (packets, messages)."""
    dice = random.Random(101)
    clock = Clock()
    packets = messages = written = 0
    with open(path, "wb") as file:

        def put(records):
            nonlocal packets, written
            records = list(records)
            packets += len(records)
            written += sum(map(len, records))
            file.writelines(records)

        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        sessions = [Session(number, kind, clock, dice) for number in range(SESSIONS)]
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
