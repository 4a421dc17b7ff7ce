#!/usr/bin/env python3
"""Attacks on memory: captures made to be remembered, and what the release binary takes for them at most.

    Tests/Fuzz/attacks.py [NAME…]    runs all, or those; fails if one takes more than it may
    Tests/Fuzz/attacks.py --write NAME > FILE    writes the capture of one

Each capture goes through a pipe, as large as it is; memory is the peak of the pages that were resident.
"""

import itertools
import os
import struct
import subprocess
import sys
import threading
import zlib

PROGRAM = ".build/release/ws101"
REQUEST = (
    b"GET / HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: http://a\r\n%s\r\n"
)
ANSWER = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n%s\r\n"
)
REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
DEFLATE = b"Sec-WebSocket-Extensions: permessage-deflate\r\n"
FIN, SYN, RST, ACK = 1, 2, 4, 16
PACKET = struct.Struct("<IIII")
IPV4 = struct.Struct(">BBHIBBH4s4s")
TCP = struct.Struct(">HHIIBBHI")
SERVER = bytes([192, 0, 2, 1])


class Connection:
    """One TCP connection of a client that has its own address and port."""

    def __init__(self, number, syn=True):
        self.client = struct.pack(">I", 0x0A000000 + number // 60_000)
        self.port = 1024 + number % 60_000
        self.next = [1000, 5000]
        self.number = number
        self.opening = b""
        if syn:
            self.opening = self.send(b"", 0, SYN) + self.send(b"", 1, SYN | ACK)

    def send(self, payload, side=0, flags=ACK, skip=0, cut=0):
        """A packet; side 0 is the client's. `skip` bytes before it are in none."""
        self.next[side] += skip
        ends = [(self.client, self.port), (SERVER, 80)]
        (source, source_port), (target, target_port) = ends if side == 0 else ends[::-1]
        header = IPV4.pack(0x45, 0, 40 + len(payload), 0x4000, 64, 6, 0, source, target)
        header += TCP.pack(
            source_port, target_port, self.next[side] & 0xFFFFFFFF, self.next[1 - side] & 0xFFFFFFFF, 0x50, flags,
            0xFFFF, 0)
        self.next[side] += len(payload) + (1 if flags & (SYN | FIN) else 0)
        length = len(header) + len(payload)
        return PACKET.pack(1_700_000_000, 0, length, length) + header + payload

    def upgraded(self, extensions=b""):
        return self.opening + self.send(REQUEST % extensions) + self.send(ANSWER % extensions, 1)


def syn_flood():
    for number in range(1_000_000):
        yield Connection(number, syn=False).send(b"", flags=SYN)


def endless_headers():
    """Heads that never end, in as many connections as are remembered."""
    head = b"GET / HTTP/1.1\r\nX: " + b"a" * 60_000
    for number in range(20_000):
        connection = Connection(number)
        yield connection.opening + connection.send(head)


def unanswered_upgrades():
    """Clients that send on and on, and never get an answer."""
    for number in range(6_000):
        connection = Connection(number)
        yield connection.opening + connection.send(REQUEST % b"") + b"".join(
            connection.send(bytes(60_000)) for _ in range(4))


def half_frames():
    """Connections without a beginning, in which one side sends what looks like frames."""
    frame = b"\x82\x7e\x27\x10" + bytes(10_000)
    for number in range(6_000):
        connection = Connection(number, syn=False)
        for _ in range(4):
            yield connection.send(frame * 3)


def out_of_order():
    """Segments behind a hole that is never filled."""
    for number in range(5_000):
        connection = Connection(number)
        yield connection.opening + connection.send(b"a" * 50_000, skip=1) + connection.send(b"a" * 50_000, skip=1)


def holes_in_passing():
    """Connections that acknowledge what no packet brought, each in the place of another."""
    for number in range(1_000_000):
        connection = Connection(number)
        connection.next[1] += 5000
        acknowledgment = connection.send(b"")
        connection.next[1] -= 5000
        yield connection.opening + acknowledgment + connection.send(b"a", 1)


def tiny_segments():
    """Segments of one byte each, every second one missing."""
    connection = Connection(0)
    yield connection.opening
    for _ in range(1_000_000):
        yield connection.send(b"a", skip=1)


def empty_fragments():
    """A million empty fragments of one message, 30,000 in a segment."""
    connection = Connection(0)
    yield connection.upgraded() + connection.send(b"\x01\x00", 1)
    for _ in range(34):
        yield connection.send(b"\x00\x00" * 30_000, 1)


def pings():
    connection = Connection(0)
    yield connection.upgraded()
    for number in range(1_000_000):
        yield connection.send(b"\x89\x08" + struct.pack(">Q", number), 1)


def findings():
    """A million frames, each of which breaks several rules."""
    connection = Connection(0)
    yield connection.upgraded()
    for number in range(100_000):
        yield connection.send(b"\x7b\x02\x00\x00" * 10)


def refusals():
    for number in range(300_000):
        connection = Connection(number)
        yield connection.opening + connection.send(REQUEST % b"") + connection.send(REFUSAL, 1)
        yield connection.send(b"", 1, FIN | ACK) + connection.send(b"", 0, FIN | ACK)


def open_sessions():
    """As many sessions at a time as are remembered, each inside of a message and a frame."""
    for number in range(60_000):
        connection = Connection(number)
        yield connection.upgraded() + connection.send(b"\x02\x7e\xff\xff" + bytes(5_000), 1)


def long_extensions():
    """Handshakes whose lists are as long as a head may be."""
    offers = b"Sec-WebSocket-Extensions: " + b"permessage-deflate; client_max_window_bits=99, " * 1_200 + b"x\r\n"
    for number in range(2_000):
        connection = Connection(number)
        yield connection.upgraded(offers)


def many_headers():
    """Heads of lines by the thousand, in sessions that stay open."""
    lines = b"".join(b"X-%d: y\r\n" % number for number in range(5_000))
    for number in range(2_000):
        connection = Connection(number)
        yield connection.upgraded(lines)


def bombs():
    """Messages of 64 KB that would be 64 MB."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = deflater.compress(bytes(60_000_000)) + deflater.flush(zlib.Z_SYNC_FLUSH)
    bomb = bomb[:-4]
    connection = Connection(0)
    yield connection.upgraded(DEFLATE)
    for _ in range(20):
        data = b"\xc2\x7f" + struct.pack(">Q", len(bomb)) + bomb
        yield b"".join(connection.send(data[at : at + 60_000], 1) for at in range(0, len(data), 60_000))


def contexts():
    """Compressed messages in more sessions than contexts are kept for."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    message = (deflater.compress(os.urandom(100) * 100) + deflater.flush(zlib.Z_SYNC_FLUSH))[:-4]
    for number in range(20_000):
        connection = Connection(number)
        yield connection.upgraded(DEFLATE) + connection.send(
            b"\xc2\x7e" + struct.pack(">H", len(message)) + message, 1)


def pcap(packets):
    yield struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 228)
    yield from packets


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


SECTION = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))


def long_names():
    """Interfaces by the thousand, whose names have 60 KB each."""
    yield SECTION
    name = struct.pack("<HH", 2, 60_000) + b"a" * 60_000 + bytes(4)
    for _ in range(10_000):
        yield block(1, struct.pack("<HHI", 228, 0, 0) + name)


def sections():
    """A million sections of one interface each."""
    for _ in range(60_000):
        yield SECTION + block(1, struct.pack("<HHI", 228, 0, 0))


def long_comments():
    """Packets with as long a comment as there is room for."""
    yield SECTION + block(1, struct.pack("<HHI", 228, 0, 0))
    packet = Connection(0).opening[16:56]
    comment = struct.pack("<HH", 1, 60_000) + b"c" * 60_000 + bytes(4)
    for _ in range(5_000):
        yield block(6, struct.pack("<IIIII", 0, 0, 0, len(packet), len(packet)) + packet + comment * 10)


def lying_block():
    """A block that claims four gigabytes."""
    yield SECTION + struct.pack("<II", 0x0BAD, 0xFFFFFFFC)
    for _ in range(2_000):
        yield bytes(1 << 20)


HELLO_BODY = b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x02\x13\x01" + b"\x01\x00" + b"\x00\x00"
CLIENT_HELLO = b"\x01" + len(HELLO_BODY).to_bytes(3, "big") + HELLO_BODY


def record(kind, content):
    return bytes([kind, 3, 3]) + len(content).to_bytes(2, "big") + content


def half_records():
    """TLS records that never end, in as many connections as are remembered."""
    for number in range(20_000):
        connection = Connection(number)
        yield connection.opening + connection.send(record(22, CLIENT_HELLO)) + connection.send(
            b"\x17\x03\x03\x41\x00" + bytes(16_000))


def endless_certificates():
    """Handshake messages of 16 MB, announced in many connections, and a megabyte sent of each."""
    piece = record(22, bytes(16_000))
    for number in range(300):
        connection = Connection(number)
        yield connection.opening + connection.send(record(22, CLIENT_HELLO))
        yield connection.send(record(22, b"\x0b\xff\xff\xff"), side=1)
        for _ in range(60):
            yield connection.send(piece, side=1)


def closed_sessions():
    """TLS that stays closed in as many connections as are remembered, with data on each."""
    data = record(23, bytes(400))
    for number in range(60_000):
        connection = Connection(number)
        yield connection.opening + connection.send(record(22, CLIENT_HELLO)) + connection.send(
            data * 3, side=1) + connection.send(data * 3)


def many_keys():
    """Keys of a million connections in the capture."""
    yield block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    for first in range(0, 1_000_000, 10_000):
        lines = "".join(f"CLIENT_RANDOM {number:064x} {number:096x}\n" for number in range(first, first + 10_000))
        text = lines.encode()
        yield block(10, struct.pack("<II", 0x544C534B, len(text)) + text + bytes(-len(text) & 3))


# What each may take, in MB of 10^6 bytes, the 25 or so of any run included.
ATTACKS = {
    "syn-flood": (syn_flood, 128),
    "endless-headers": (endless_headers, 192),
    "unanswered-upgrades": (unanswered_upgrades, 192),
    "half-frames": (half_frames, 192),
    "out-of-order": (out_of_order, 128),
    "holes-in-passing": (holes_in_passing, 192),
    "tiny-segments": (tiny_segments, 64),
    "empty-fragments": (empty_fragments, 64),
    "pings": (pings, 64),
    "findings": (findings, 64),
    "refusals": (refusals, 192),
    "open-sessions": (open_sessions, 640),
    "long-extensions": (long_extensions, 64),
    "many-headers": (many_headers, 64),
    "bombs": (bombs, 64),
    "contexts": (contexts, 320),
    "long-names": (long_names, 128),
    "sections": (sections, 128),
    "long-comments": (long_comments, 64),
    "lying-block": (lying_block, 64),
    "half-records": (half_records, 256),
    "endless-certificates": (endless_certificates, 64),
    "closed-sessions": (closed_sessions, 640),
    "many-keys": (many_keys, 256),
}
BLOCKS = {long_names, sections, long_comments, lying_block, many_keys}


def capture(attack):
    return attack() if attack in BLOCKS else pcap(attack())


def feed(attack, pipe):
    try:
        written = 0
        for part in capture(attack):
            pipe.write(part)
            written += len(part)
        pipe.close()
    except BrokenPipeError:
        pass


def run(attack, form):
    """Megabytes, seconds and the status of one run."""
    process = subprocess.Popen(
        [PROGRAM, "inspect", "-", "--format", form], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE)
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    feed(attack, process.stdin)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    # Kilobytes, but bytes on macOS.
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    return peak, usage.ru_utime + usage.ru_stime, process.returncode, errors[0].decode(errors="replace")


def main():
    if sys.argv[1:2] == ["--write"]:
        return feed(ATTACKS[sys.argv[2]][0], sys.stdout.buffer)
    failed = False
    print(f"{'attack':22}{'format':9}{'peak':>8}{'limit':>8}{'CPU':>9}")
    for name in sys.argv[1:] or ATTACKS:
        attack, limit = ATTACKS[name]
        for form in ("ndjson", "text"):
            peak, seconds, status, errors = run(attack, form)
            # 65: the capture is damaged, which some are on purpose.
            wrong = peak > limit or status not in (0, 65)
            failed = failed or wrong
            print(f"{name:22}{form:9}{peak:5.0f} MB{limit:5} MB{seconds:7.1f} s{'  <-- too much' if peak > limit else ''}")
            if status not in (0, 65):
                print(f"{name}: ended with status {status}: {errors[-500:]}", file=sys.stderr)
            sys.stdout.flush()
    return 1 if failed else 0


sys.exit(main())
