#!/usr/bin/env python3
"""Makes the fuzzers' first inputs of recordings: seeds.py FOLDER writes FOLDER/<harness>/<recording>-<number>.

The formats are told above each harness in Tests/Fuzz/Harnesses.
"""

import hashlib
import pathlib
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDINGS = [ROOT / "samples/sessions", ROOT / "Tests/DissectionTests/Ends", ROOT / "Tests/DissectionTests/Autobahn"]
SECURE = ROOT / "Tests/DissectionTests/TLS"
# The place of each link type in the harness's list.
LINK_TYPES = {1: 0, 0: 1, 101: 2, 108: 3, 113: 4, 228: 5, 229: 6, 276: 7}
# The harness's list of cipher suites.
PROTECTED_SUITES = (
    "1301 1302 1303 1304 1305 c02f c030 cca8 c09c c0a0 002f 0035 003c c028 0002 00b1 0005".split())
LONGEST_FILE = 24_000
LONGEST_STREAM = 4_000


def packets(data):
    """The packets of a pcapng file, with their link types."""
    links, position = [], 0
    while position + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, position)
        if kind == 1:
            links.append(struct.unpack_from("<H", data, position + 8)[0])
        elif kind == 6:
            interface, captured = struct.unpack_from("<I8xI", data, position + 8)
            yield links[interface], data[position + 28 : position + 28 + captured]
        position += length


def segment(link, packet):
    """Who sends to whom, the sequence number, whether it is a SYN, and the payload of a TCP segment; None for others."""
    start = {1: 14, 0: 4, 108: 4, 113: 16, 276: 20}.get(link, 0)
    if len(packet) <= start:
        return None
    if packet[start] >> 4 == 4:
        if packet[start + 9] != 6:
            return None
        end = start + struct.unpack_from(">H", packet, start + 2)[0]
        addresses, tcp = packet[start + 12 : start + 20], start + 4 * (packet[start] & 15)
    else:
        if packet[start + 6] != 6:
            return None
        end = start + 40 + struct.unpack_from(">H", packet, start + 4)[0]
        addresses, tcp = packet[start + 8 : start + 40], start + 40
    half = len(addresses) // 2
    ends = [addresses[:half] + packet[tcp : tcp + 2], addresses[half:] + packet[tcp + 2 : tcp + 4]]
    sequence, offset, flags = struct.unpack_from(">I4xBB", packet, tcp + 4)
    return tuple(ends), sequence, bool(flags & 2), packet[tcp + 4 * (offset >> 4) : end]


def streams(data):
    """The streams of a capture, each with that of its peer behind it."""
    found, begins = {}, {}
    for link, packet in packets(data):
        part = segment(link, packet)
        if part is None:
            continue
        ends, sequence, is_syn, payload = part
        if is_syn:
            found[ends], begins[ends] = bytearray(), (sequence + 1) & 0xFFFFFFFF
        elif ends in found and payload:
            at = (sequence - begins[ends]) & 0xFFFFFFFF
            if at == len(found[ends]):
                found[ends] += payload
    return [(bytes(stream), bytes(found.get(ends[::-1], b""))) for ends, stream in found.items()]


def messages(stream):
    """The compressed messages of a direction's frames, unmasked."""
    position, message = 0, None
    while position + 2 <= len(stream):
        first, second = stream[position], stream[position + 1]
        position += 2
        length = second & 127
        if length >= 126:
            size = 2 if length == 126 else 8
            length = int.from_bytes(stream[position : position + size], "big")
            position += size
        key = bytes(4)
        if second & 128:
            key = stream[position : position + 4]
            position += 4
        payload = bytes(byte ^ key[index % 4] for index, byte in enumerate(stream[position : position + length]))
        position += length
        if first & 15 in (1, 2):
            message = payload if first & 0x40 else None
        elif first & 15 == 0 and message is not None:
            message += payload
        if first & 0x80 and first & 15 < 3 and message is not None:
            yield message
            message = None


def scripts(stream, peer):
    """A session's frames as steps of the harness `session`."""
    steps = b""
    for direction, bytes_ in ((0, stream), (1, peer)):
        steps += bytes([direction, min(len(bytes_), 255)]) + bytes_[:255]
    return steps


def handshake_messages(stream):
    """The handshake messages in the clear records at the beginning of a TLS connection's direction."""
    position, handshake = 0, b""
    while position + 5 <= len(stream) and stream[position] == 22 and stream[position + 1] == 3:
        length = int.from_bytes(stream[position + 3 : position + 5], "big")
        handshake += stream[position + 5 : position + 5 + length]
        position += 5 + length
    while len(handshake) >= 4:
        length = 4 + int.from_bytes(handshake[1:4], "big")
        if len(handshake) < length:
            return
        yield handshake[:length]
        handshake = handshake[length:]


class Corpus:
    def __init__(self, folder):
        self.folder, self.known = pathlib.Path(folder), set()

    def add(self, harness, name, data):
        digest = hashlib.sha256(harness.encode() + data).digest()
        if digest in self.known:
            return
        self.known.add(digest)
        folder = self.folder / harness
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}-{len(self.known)}").write_bytes(data)


def main():
    corpus = Corpus(sys.argv[1])
    for path in sorted(path for folder in RECORDINGS for path in folder.glob("*.pcapng")):
        data, name = path.read_bytes(), path.stem
        if len(data) <= LONGEST_FILE:
            corpus.add("capture", name, data)
        for number, (link, packet) in enumerate(packets(data)):
            if number < 8 and len(packet) < 300:
                corpus.add("packet", name, bytes([LINK_TYPES.get(link, 21), 0]) + packet)
        for stream, peer in streams(data)[:20]:
            if not stream.startswith(b"GET "):
                continue
            head, _, frames = stream.partition(b"\r\n\r\n")
            answer, _, peer_frames = peer.partition(b"\r\n\r\n")
            corpus.add("heads", name, b"\x05" + (head + b"\r\n\r\n" + answer + b"\r\n\r\n")[:LONGEST_STREAM])
            is_compressed = b"permessage-deflate" in answer
            for index, side in enumerate((frames, peer_frames)):
                flags = is_compressed | (2 if index == 0 else 0)
                if side:
                    corpus.add("frames", name, bytes([flags, 3]) + side[:LONGEST_STREAM])
                    corpus.add("session", name, bytes([2 if is_compressed else 1, 3]) + scripts(frames, peer_frames))
                compressed = [message for message in messages(side) if len(message) < 1000][:4] if is_compressed else []
                if compressed:
                    corpus.add(
                        "inflating", name,
                        b"\x07\x03" + b"".join(struct.pack(">H", len(message)) + message for message in compressed))
    for path in sorted(SECURE.glob("*.pcapng")):
        data, name = path.read_bytes(), path.stem
        keys = path.with_suffix(".keys")
        log = keys.read_bytes() if keys.exists() else b""
        for stream, peer in streams(data)[:1]:
            steps = b"".join(
                struct.pack(">BH", direction, len(part)) + part
                for start in range(0, 4000, 500)
                for direction, side in ((0, stream), (1, peer))
                if (part := side[start : start + 500]))
            corpus.add("records", name, b"\x03" + struct.pack(">H", len(log)) + log + steps)
        for stream, _ in streams(data)[:4]:
            for message in handshake_messages(stream):
                # TLS 1.2 with ECDHE, TLS 1.3, TLS 1.2 with RSA and with DHE, as the harness chooses by this byte.
                for choice in (0x08, 0x15, 0x00, 0x04):
                    if len(message) < LONGEST_STREAM:
                        corpus.add("handshake", name, bytes([choice]) + message)
    for harness in ("connection", "flows"):
        corpus.add(harness, "zeros", bytes(64))
    random, secret = "5c" * 32, "a7" * 48
    corpus.add("keylog", "lines", f"\x03# log\r\nCLIENT_RANDOM {random} {secret}\nRSA 0123456789abcdef {secret}\n".encode())
    corpus.add("keylog", "traffic", f"\x05SERVER_TRAFFIC_SECRET_0 {random} {secret[:64]}\nNEW {random}".encode())
    # Lines of records in the order suite, version …, sender, sequence number, type, padding, record.
    for line in (ROOT / "Tests/TLSTests/Vectors/records.txt").read_text().splitlines()[3::7]:
        words = line.split()
        suite = PROTECTED_SUITES.index(words[0]) if words[0] in PROTECTED_SUITES else 0
        options = (int(words[1], 16) - 0x0301) % 3 * 2 + int(words[2])
        corpus.add("protection", words[0], bytes([suite, options]) + bytes(8) + bytes.fromhex(words[10]))


main()
