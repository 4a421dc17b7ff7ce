"""Captures, packets and TCP connections, read with nothing but the standard library.

This is a second opinion on the recordings: no line of it comes from ws101, and it is written to be read. It knows what
the recordings of the course hold and no more: pcap and pcapng over Ethernet, loopback, Linux cooked or raw IP.
"""

import struct
from dataclasses import dataclass, field

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


@dataclass
class Packet:
    """A TCP segment as it was captured."""

    number: int  # its place in the file, from 1
    time: int  # nanoseconds since 1970
    source: tuple  # (address, port)
    target: tuple
    seq: int
    ack_number: int
    flags: int
    window: int  # as in the header, unscaled
    data: bytes
    side: str = ""  # "client" or "server"
    is_repeated: bool = False  # all of its bytes had been seen before

    @property
    def syn(self):
        return bool(self.flags & SYN)

    @property
    def ack(self):
        return bool(self.flags & ACK)

    @property
    def fin(self):
        return bool(self.flags & FIN)

    @property
    def rst(self):
        return bool(self.flags & RST)


def read_packets(path):
    """The TCP packets of a capture file, by their numbers in it."""
    with open(path, "rb") as file:
        content = file.read()
    records = pcapng_records(content) if content[:4] == b"\x0a\x0d\x0d\x0a" else pcap_records(content)
    packets = []
    for number, (link, time, frame) in enumerate(records, 1):
        packet = tcp_packet(number, time, ip_packet(link, frame))
        if packet:
            packets.append(packet)
    return packets


def pcap_records(content):
    order = "<" if content[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    unit = 1 if content[:4] in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d") else 1000
    link = struct.unpack_from(order + "I", content, 20)[0] & 0xFFFF
    at = 24
    while at + 16 <= len(content):
        seconds, fraction, length = struct.unpack_from(order + "III", content, at)
        yield link, seconds * 10**9 + fraction * unit, content[at + 16 : at + 16 + length]
        at += 16 + length


def pcapng_records(content):
    order, at, interfaces = "<", 0, []
    while at + 12 <= len(content):
        if content[at : at + 4] == b"\x0a\x0d\x0d\x0a":  # a section begins
            order = "<" if content[at + 8 : at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
            interfaces = []
        kind, length = struct.unpack_from(order + "II", content, at)
        body = content[at + 8 : at + length - 4]
        if kind == 1:  # an interface
            interfaces.append((struct.unpack_from(order + "H", body)[0], ticks_a_second(order, body[8:])))
        elif kind == 6:  # a packet
            interface, high, low, captured = struct.unpack_from(order + "IIII", body)
            link, ticks = interfaces[interface]
            yield link, (high << 32 | low) * 10**9 // ticks, body[20 : 20 + captured]
        at += length


def ticks_a_second(order, options):
    at = 0
    while at + 4 <= len(options):
        code, length = struct.unpack_from(order + "HH", options, at)
        if code == 9:
            value = options[at + 4]
            return 2 ** (value & 127) if value & 128 else 10**value
        at += 4 + (length + 3) // 4 * 4
    return 10**6


def ip_packet(link, frame):
    """The IP packet in a frame of that link type; empty where there is none."""
    if link == 1:
        kind, at = frame[12:14], 14
        while kind == b"\x81\x00":
            kind, at = frame[at + 2 : at + 4], at + 4
        return frame[at:] if kind in (b"\x08\x00", b"\x86\xdd") else b""
    headers = {0: 4, 108: 4, 12: 0, 14: 0, 101: 0, 228: 0, 229: 0, 113: 16, 276: 20}
    return frame[headers[link] :]


def tcp_packet(number, time, ip):
    if len(ip) < 20:
        return None
    if ip[0] >> 4 == 4:
        header, protocol, end = (ip[0] & 15) * 4, ip[9], struct.unpack_from(">H", ip, 2)[0]
        source, target = ip[12:16], ip[16:20]
    else:
        header, protocol, end = 40, ip[6], 40 + struct.unpack_from(">H", ip, 4)[0]
        source, target = ip[8:24], ip[24:40]
    if protocol != 6:
        return None
    tcp = ip[header:end]
    ports = struct.unpack_from(">HH", tcp)
    seq, ack_number, offset, flags, window = struct.unpack_from(">IIBBH", tcp, 4)
    return Packet(
        number, time, (source, ports[0]), (target, ports[1]), seq, ack_number, flags, window,
        tcp[(offset >> 4) * 4 :],
    )


@dataclass
class Stream:
    """One direction of a connection: its bytes in order, and which packet brought which."""

    data: bytes = b""
    origins: list = field(default_factory=list)  # (offset, packet), by offset
    next: int = -1  # the sequence number that comes next
    waiting: list = field(default_factory=list)

    def take(self, packet):
        if packet.syn:
            self.next = packet.seq + 1 & 0xFFFFFFFF
            return
        if self.next < 0:
            self.next = packet.seq
        if packet.data:
            self.waiting.append(packet)
            packet.is_repeated = self.distance(packet) + len(packet.data) <= 0
        while ready := next((p for p in self.waiting if self.distance(p) <= 0), None):
            self.waiting.remove(ready)
            fresh = ready.data[-self.distance(ready) :]
            if fresh:
                self.origins.append((len(self.data), ready))
                self.data += fresh
                self.next = self.next + len(fresh) & 0xFFFFFFFF

    def distance(self, packet):
        return (packet.seq - self.next + 2**31) % 2**32 - 2**31

    def packets(self, start, end):
        """The packets that brought the bytes from `start` up to `end`."""
        found = []
        for index, (offset, packet) in enumerate(self.origins):
            following = self.origins[index + 1][0] if index + 1 < len(self.origins) else len(self.data)
            if offset < end and following > start:
                found.append(packet)
        return found


@dataclass
class Connection:
    """A TCP connection."""

    client: tuple
    server: tuple
    packets: list = field(default_factory=list)
    streams: dict = field(default_factory=lambda: {"client": Stream(), "server": Stream()})
    records: list = field(default_factory=list)  # of TLS

    @property
    def port(self):
        """The server's port."""
        return self.server[1]

    def sent(self, side):
        """The packets of that side."""
        return [packet for packet in self.packets if packet.side == side]

    def first_fin(self):
        return next((packet for packet in self.packets if packet.fin), None)


def connections(packets):
    """The connections that these packets make, in the order of their first packets."""
    found, current = [], {}
    for packet in packets:
        key = frozenset((packet.source, packet.target))
        is_opening = packet.syn and not packet.ack
        connection = current.get(key)
        known = connection and any(p.syn and p.seq == packet.seq for p in connection.packets)
        if connection is None or is_opening and not known:
            client, server = packet.source, packet.target
            if packet.syn and packet.ack:
                client, server = server, client
            connection = current[key] = Connection(client, server)
            found.append(connection)
        packet.side = "client" if packet.source == connection.client else "server"
        connection.packets.append(packet)
        connection.streams[packet.side].take(packet)
    return found
