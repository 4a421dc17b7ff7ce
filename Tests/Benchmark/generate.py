#!/usr/bin/env python3
"""Makes captures for the benchmark: the same bytes for the same arguments, on every run.

  small     100-byte text messages, one frame in one segment; an ACK of its own for every eighth
  large     16 KiB binary messages in segments of 1448 bytes (Ethernet's MSS); an ACK for every second
  loopback  16 KiB binary messages in one segment each, as the loopback interface carries them; an ACK for every second
  deflate   JSON messages of 100 bytes to 16 KiB, compressed by permessage-deflate as most endpoints do it (context
            takeover, windows of 15 bits), in segments of 1448 bytes; an ACK for every second
  deflate12 the same with windows of 12 bits both ways
  short     100,000 sessions of two to six messages of 20 to 300 bytes, about 500 open at a time, each with addresses and
            ports of its own
  huge      4 GB of the same as small
  tls       binary messages of 4 KiB and 16 KiB in turns over wss:// (TLS 1.3, AES-256-GCM), in segments of 1448 bytes; an ACK
            for every second. OpenSSL makes the connections, so their keys and bytes differ from run to run, their lengths
            do not; the keys are in the key log beside the file

But for `short`, 50 sessions with handshake and close, interleaved; messages go both ways in turns, masked from the client.
Ethernet, IPv4, TCP with timestamps; TCP checksums are 0, as where the network card computes them. Classic pcap,
microseconds.
"""

import argparse
import base64
import hashlib
import json
import random
import shutil
import ssl
import struct
import subprocess
import sys
import tempfile
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
    "huge": (100, 1448, 8),
    "short": (300, 1448, 2),
    "large": (16384, 1448, 2),
    "loopback": (16384, 65483, 2),
    "deflate": (16384, 1448, 2),
    "deflate12": (16384, 1448, 2),
    "tls": (16384, 1448, 2),
}
# The bits of the window, where messages are compressed.
WINDOWS = {"deflate": 15, "deflate12": 12}
TAIL = b"\x00\x00\xff\xff"
# Megabytes of each kind where nobody asks for others; `short` counts sessions instead.
MEGABYTES = {"deflate": 50, "deflate12": 50, "huge": 4000, "short": 0}
SHORT_SESSIONS = 100_000
OPEN_AT_A_TIME = 500


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
    port = 80

    def __init__(self, number, kind, clock, dice):
        self.message_size, self.segment, self.ack_every = KINDS[kind]
        self.number, self.clock, self.dice = number, clock, dice
        client, server = 0x0A000001 + number, 0x0A0000C8
        self.client = Side(client, 50000 + number, server, self.port, dice.getrandbits(32))
        self.server = Side(server, self.port, client, 50000 + number, dice.getrandbits(32))
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
        yield from self.securing()
        yield self.client.packet(self.server, self.clock, PSH | ACK, self.carried(True, request))
        yield self.server.packet(self.client, self.clock, PSH | ACK, self.carried(False, response))

    def securing(self):
        """The packets between TCP's handshake and the request."""
        return ()

    def carried(self, from_client, data):
        """What a side sends to carry these bytes."""
        return data

    def content(self, _from_client):
        """The first bits and the payload of the next message."""
        return (1 if self.message_size < 1000 else 2), b"%012d " % self.sent + self.filler[13:]

    def message(self):
        """The packets of the next message; the two sides take turns."""
        from_client = self.sent % 2 == 0
        side, peer = (self.client, self.server) if from_client else (self.server, self.client)
        self.sent += 1
        opcode, payload = self.content(from_client)
        data = self.carried(from_client, frame(opcode, payload, self.dice.randbytes(4) if from_client else b""))
        for start in range(0, len(data), self.segment):
            piece = data[start : start + self.segment]
            last = start + self.segment >= len(data)
            yield side.packet(peer, self.clock, PSH | ACK if last else ACK, piece)
            self.data_packets += 1
            if self.data_packets % self.ack_every == 0:
                yield peer.packet(side, self.clock, ACK)

    def closing(self):
        body = struct.pack(">H", 1000) + b"bye"
        masked = self.carried(True, frame(8, body, self.dice.randbytes(4)))
        yield self.client.packet(self.server, self.clock, PSH | ACK, masked)
        yield self.server.packet(self.client, self.clock, PSH | ACK, self.carried(False, frame(8, body)))
        yield self.server.packet(self.client, self.clock, FIN | ACK)
        yield self.client.packet(self.server, self.clock, FIN | ACK)
        yield self.server.packet(self.client, self.clock, ACK)


class ShortSession(Session):
    """A few messages of their own lengths, between a browser and one of many servers."""

    def __init__(self, number, kind, clock, dice):
        super().__init__(number, kind, clock, dice)
        # Every pair of a client's address and port is another one: 28,000 ports are those that Linux gives out.
        client, port = 0x0A010000 + number // 25, 32768 + number * 7919 % 28000
        server = 0xC0A80001 + number % 16
        self.client = Side(client, port, server, 80, dice.getrandbits(32))
        self.server = Side(server, 80, client, port, dice.getrandbits(32))
        self.left = dice.randint(2, 6)
        self.offer = b"Origin: http://bench.example\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0)\r\n"

    def content(self, _from_client):
        return 1, b'{"n":%d,"text":"' % self.sent + self.filler[: self.dice.randint(0, 270)] + b'"}'

    def steps(self):
        """The packets, a list for each thing that happens."""
        yield list(self.opening())
        while self.left:
            self.left -= 1
            yield list(self.message())
        yield list(self.closing())


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


class Contexts:
    """What both ends of TLS connections are made of: a certificate of their own, and a key log."""

    def __init__(self, keylog):
        keylog.unlink(missing_ok=True)
        self.keylog = keylog
        with tempfile.TemporaryDirectory() as folder:
            key, certificate = f"{folder}/key.pem", f"{folder}/certificate.pem"
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=bench.example", "-days", "2"]
                + ["-keyout", key, "-out", certificate], check=True, capture_output=True)  # fmt: skip
            self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.server.load_cert_chain(certificate, key)
        self.client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.client.check_hostname = False
        self.client.verify_mode = ssl.CERT_NONE
        self.client.keylog_filename = str(keylog)
        for context in (self.client, self.server):
            context.minimum_version = ssl.TLSVersion.TLSv1_3

    def secrets(self):
        """The secrets of all connections' data by label and client random."""
        lines = [line.split() for line in self.keylog.read_text().splitlines() if not line.startswith("#")]
        return {(label, random): bytes.fromhex(secret) for label, random, secret in lines}


class TLSSession(Session):
    """Messages of 4 KiB and 16 KiB in turns, over a real TLS connection."""

    port = 443

    def __init__(self, number, kind, clock, dice, contexts, records):
        super().__init__(number, kind, clock, dice)
        self.records = records
        bios = [ssl.MemoryBIO() for _ in range(4)]
        self.ends = [
            contexts.server.wrap_bio(bios[0], bios[1], server_side=True),
            contexts.client.wrap_bio(bios[2], bios[3], server_hostname="bench.example"),
        ]
        self.received, self.sent_by = [bios[0], bios[2]], [bios[1], bios[3]]
        self.random = None

    def flight(self, from_client):
        """What an end sends in the handshake once it has read what there is."""
        try:
            self.ends[from_client].do_handshake()
        except ssl.SSLWantReadError:
            pass
        data = self.sent_by[from_client].read()
        self.received[not from_client].write(data)
        return data

    def securing(self):
        hello = self.flight(True)
        # Behind the headers of record and message, and the version.
        self.random = hello[11:43].hex()
        for from_client, data in ((True, hello), (False, self.flight(False)), (True, self.flight(True))):
            yield from self.segments(from_client, data)
        tickets = self.flight(False)
        self.note(False, tickets)
        yield from self.segments(False, tickets)

    def segments(self, from_client, data):
        side, peer = (self.client, self.server) if from_client else (self.server, self.client)
        for start in range(0, len(data), self.segment):
            yield side.packet(peer, self.clock, PSH | ACK, data[start : start + self.segment])

    def carried(self, from_client, data):
        self.ends[from_client].write(data)
        records = self.sent_by[from_client].read()
        self.note(from_client, records)
        return records

    def note(self, from_client, data):
        """Writes protected records down, for who opens them alone."""
        position = 0
        while self.records and position < len(data):
            end = position + 5 + int.from_bytes(data[position + 3 : position + 5], "big")
            self.records.write(struct.pack("<I", 2 * self.number + from_client) + data[position:end])
            position = end

    def content(self, _from_client):
        length = 4096 if self.sent % 4 < 2 else self.message_size
        return 2, b"%012d " % self.sent + self.filler[13:length]


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


class Writer:
    """The file under way, and what is in it."""

    def __init__(self, file):
        self.file = file
        self.packets = self.written = 0
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))

    def put(self, records):
        records = list(records)
        self.packets += len(records)
        self.written += sum(map(len, records))
        self.file.writelines(records)


class Block:
    """The packets of some messages, written again and again, a little later and further in their streams each time.

    Making each packet anew would take minutes for 4 GB. Only times, sequence and acknowledgment numbers and TCP's
    timestamps change; the payloads, their counters and masking keys are those of the first time.
    """

    # Seconds, microseconds; sequence and acknowledgment number; the two timestamps.
    TIME, NUMBERS, STAMPS = struct.Struct("<II"), struct.Struct(">II"), struct.Struct(">II")
    NUMBERS_AT, STAMPS_AT = 16 + 14 + 20 + 4, 16 + 14 + 20 + 24

    def __init__(self, sessions, clock, dice, messages):
        self.clock, self.messages = clock, messages
        self.begin = clock.now
        self.sides = [side for session in sessions for side in (session.client, session.server)]
        before = [side.sequence for side in self.sides]
        numbers = {(side.address, side.port, side.peer_address): index for index, side in enumerate(self.sides)}
        records, self.places = [], []
        offset = 0
        for session in dice.choices(sessions, k=messages):
            for record in session.message():
                seconds, micros = self.TIME.unpack_from(record)
                sender, peer = self.ends(record, numbers)
                self.places.append(
                    (offset, seconds * 1_000_000 + micros, sender, peer, *self.NUMBERS.unpack_from(record, self.NUMBERS_AT))
                )
                records.append(record)
                offset += len(record)
        self.bytes = bytearray(b"".join(records))
        self.duration = clock.now - self.begin
        self.advance = [side.sequence - was & 0xFFFFFFFF for side, was in zip(self.sides, before)]
        # The block was made, but not yet written.
        for side, was in zip(self.sides, before):
            side.sequence = was
        clock.now = self.begin

    @staticmethod
    def ends(record, numbers):
        source, target, source_port, target_port = struct.unpack_from(">IIHH", record, 16 + 14 + 12)
        return numbers[source, source_port, target], numbers[target, target_port, source]

    def write(self, writer, times):
        for count in range(times):
            later = count * self.duration
            further = [advance * count for advance in self.advance]
            block, time, numbers, stamps = self.bytes, self.TIME.pack_into, self.NUMBERS.pack_into, self.STAMPS.pack_into
            for offset, micros, sender, peer, sequence, acknowledged in self.places:
                micros += later
                sequence = sequence + further[sender] & 0xFFFFFFFF
                acknowledged = acknowledged + further[peer] & 0xFFFFFFFF
                stamp = micros // 1000 & 0xFFFFFFFF
                time(block, offset, *divmod(micros, 1_000_000))
                numbers(block, offset + self.NUMBERS_AT, sequence, acknowledged)
                stamps(block, offset + self.STAMPS_AT, stamp, stamp)
            writer.file.write(block)
        writer.packets += len(self.places) * times
        writer.written += len(self.bytes) * times
        self.clock.now += self.duration * times
        for side, advance in zip(self.sides, self.advance):
            side.sequence = (side.sequence + advance * times) & 0xFFFFFFFF


def generate_short(count, writer, clock, dice):
    """Writes short sessions; returns how many messages they have."""
    running, number, messages = [], 0, 0
    while running or number < count:
        while len(running) < OPEN_AT_A_TIME and number < count:
            session = ShortSession(number, "short", clock, dice)
            messages += session.left
            running.append(session.steps())
            number += 1
        index = dice.randrange(len(running))
        step = next(running[index], None)
        if step is None:
            running[index] = running[-1]
            running.pop()
        else:
            writer.put(step)
    return messages


def keylog_of(path):
    """Where the keys of a capture of `tls` are."""
    return path.with_suffix(".keylog")


def generate(kind, size, path, as_binary=False, payloads=None):
    """Writes at least `size` bytes, or SHORT_SESSIONS sessions; returns (packets, messages, sessions).

    For kinds that compress: `as_binary` writes the same payloads as messages that are not compressed; `payloads` takes
    each payload behind two little-endian numbers of 32 bits, which direction of which session it belongs to and its
    length. For `tls` it takes the records of all connections instead, as Opening.swift wants them.
    """
    dice = random.Random(101)
    clock = Clock()
    records = list(make_records(dice)) if kind in WINDOWS else []

    contexts = Contexts(keylog_of(path)) if kind == "tls" else None
    protected = tempfile.TemporaryFile() if contexts and payloads else None

    def session(number):
        if contexts:
            return TLSSession(number, kind, clock, dice, contexts, protected)
        if kind in WINDOWS:
            return DeflatedSession(number, kind, clock, dice, records, as_binary, payloads)
        return Session(number, kind, clock, dice)

    with open(path, "wb") as file:
        writer = Writer(file)
        if kind == "short":
            messages = generate_short(SHORT_SESSIONS, writer, clock, dice)
            return writer.packets, messages, SHORT_SESSIONS
        messages = 0
        sessions = [session(number) for number in range(SESSIONS)]
        for session in sessions:
            writer.put(session.opening())
        if kind == "huge":
            block = Block(sessions, clock, dice, messages=100_000)
            times = -(-(size - writer.written) // len(block.bytes))
            block.write(writer, times)
            messages = block.messages * times
        while writer.written < size:
            for session in dice.choices(sessions, k=200):
                writer.put(session.message())
            messages += 200
        for session in sessions:
            writer.put(session.closing())
    if protected:
        known = contexts.secrets()
        secrets = [
            known[f"{end}_TRAFFIC_SECRET_0", session.random] for session in sessions for end in ("SERVER", "CLIENT")
        ]
        payloads.write(struct.pack("<II", len(secrets), len(secrets[0])) + b"".join(secrets))
        protected.seek(0)
        shutil.copyfileobj(protected, payloads)
    return writer.packets, messages, SESSIONS


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("path", type=Path)
    parser.add_argument("--size", type=int, help="megabytes (default: 200; compressed 50, huge 4000)")
    arguments = parser.parse_args()
    megabytes = arguments.size or MEGABYTES.get(arguments.kind, 200)
    packets, messages, sessions = generate(arguments.kind, megabytes * 1_000_000, arguments.path)
    print(f"{arguments.path}: {packets} packets, {messages} messages, {sessions} sessions", file=sys.stderr)


if __name__ == "__main__":
    main()
