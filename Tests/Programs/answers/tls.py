"""TLS records, and what tshark finds in them with the keys that a recording carries.

The standard library has no AES, so the opening is left to tshark; which bytes are a record is worked out here.
"""

import re
import subprocess
from dataclasses import dataclass


@dataclass
class Record:
    """A TLS record."""

    side: str
    number: int  # in its connection, both directions together, from 1
    header: bytes
    size: int  # with the header
    packets: list
    content: bytes = None  # opened; None where it can't be
    kind: int = None  # the content's type: 21 alert, 22 handshake, 23 application data


def is_tls(connection):
    return connection.streams["client"].data[:2] == b"\x16\x03"


def records(connection, opened):
    """The records of a connection, with what tshark has opened of them."""
    found = []
    for side, stream in connection.streams.items():
        at = 0
        while at + 5 <= len(stream.data):
            size = 5 + int.from_bytes(stream.data[at + 3 : at + 5], "big")
            if at + size > len(stream.data):
                break
            found.append(Record(side, 0, stream.data[at : at + 5], size, stream.packets(at, at + size)))
            at += size
    # In the order in which they are complete.
    found.sort(key=lambda record: record.packets[-1].number)
    for number, record in enumerate(found, 1):
        record.number = number
        kinds, contents = opened[record.packets[-1].number]
        record.kind = kinds.pop(0)
        if record.header[0] == 23 and contents:
            record.content = contents.pop(0)
    return found


def opened_by_tshark(path):
    """The types and the opened contents of a capture's records, by the number of the packet that completes them."""
    found = {}
    for line in tshark(path, "-T", "fields", "-e", "frame.number", "-e", "tls.record.content_type"):
        number, kinds = line.split("\t")
        found[int(number)] = ([int(kind) for kind in kinds.split(",") if kind], [])
    number, content = None, None
    for line in tshark(path, "-P", "-x", "-o", "gui.column.format:Number,%m"):
        if match := re.fullmatch(r"\s*(\d+)\s*", line):
            number, content = int(match[1]), None
        elif line.startswith("Decrypted TLS"):
            content = bytearray()
            found[number][1].append(content)
        elif line.endswith("bytes):"):
            content = None
        elif content is not None and (match := re.match(r"[0-9a-f]{4,8}  ((?:[0-9a-f]{2} ?)+)", line)):
            content += bytes.fromhex(match[1])
    return found


def tshark(path, *options):
    command = ["tshark", "-r", path, "-Y", "tls", *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
