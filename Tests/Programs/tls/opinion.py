"""What tshark reads in a recording with its key log, against what the programs say is true."""

import subprocess
import xml.etree.ElementTree
from collections import defaultdict

from loopback import RecordingFailed
from talk import entry

# Where tshark 4.0 is wrong, by recording: what it misses, and why.
EMPTY = "takes the one byte of an empty compressed message for its content"
AFTER_101 = "does not look for frames in the record that follows the 101 in the same segment"
KNOWN = {
    "tls13-in-tls.websockets-proxy": "does not open TLS inside of TLS on the same TCP connection",
    "tls13-101-and-frames-in-one-segment.openssl-openssl": AFTER_101,
    "tls12-101-and-frames-in-one-segment.openssl-openssl": AFTER_101,
    "tls13-compressed.websockets-websockets": EMPTY,
    "tls13-resumed-compressed.chromium-websockets": EMPTY,
    "tls13-post-handshake-authentication.openssl-openssl": "goes back to the first application key at the client's second Finished",
}


def sessions(capture, keys, ports):
    """The messages that tshark decodes, by the client's port, for each side."""
    command = ["tshark", "-n", "-r", str(capture), "-o", f"tls.keylog_file:{keys}", "-Y", "websocket", "-T", "pdml"]
    for port in ports:
        command += ["-d", f"tcp.port=={port},tls", "-d", f"tls.port=={port},http"]
    done = subprocess.run(command, check=True, capture_output=True)
    found = defaultdict(lambda: {"client": [], "server": []})
    for packet in xml.etree.ElementTree.fromstring(done.stdout).iter("packet"):
        near, far = (int(field(packet, name).get("show")) for name in ("tcp.srcport", "tcp.dstport"))
        side, client = ("server", far) if near in ports else ("client", near)
        # A binary message's bytes are in the pseudo-protocol that follows.
        protocols = list(packet.iter("proto"))
        for frame, next_one in zip(protocols, protocols[1:] + [packet]):
            if frame.get("name") != "websocket":
                continue
            opcode = int(field(frame, "websocket.opcode").get("show"))
            if opcode not in (1, 2):
                continue
            payload = field(frame, "websocket.payload.text")
            if payload is None and next_one.get("name") == "fake-field-wrapper":
                payload = field(next_one, "data")
            data = bytes.fromhex(payload.get("value")) if payload is not None else b""
            found[client][side].append(entry(opcode, data))
    return found


def field(parent, name):
    return next((field for field in parent.iter("field") if field.get("name") == name), None)


def check(scenario, capture, keys, truth):
    """Keeps in `truth` where tshark differs; raises RecordingFailed where nobody knows why."""
    found = sessions(capture, keys, scenario.ports)
    differences = []
    for connection in truth["connections"]:
        if "messages" not in connection or connection.get("midsession"):
            continue
        seen = found.get(connection["clientPort"], {"client": [], "server": []})
        for side, wanted in connection["messages"].items():
            if seen[side] != wanted:
                lengths = [entry["length"] for entry in seen[side]], [entry["length"] for entry in wanted]
                differences.append(f"{side} {connection['clientPort']}: tshark sees {lengths[0]}, sent was {lengths[1]}")
    reason = KNOWN.get(scenario.name)
    if differences and not reason:
        raise RecordingFailed("tshark differs: " + "; ".join(differences))
    if differences:
        truth["tshark"] = reason
