"""Compares what ws101 tells of recordings with what is read here: sessions, frames, and messages to the last byte.

`compare.py WS101 FOLDER` prints a line for each difference, and how many things agree.
"""

import base64
import concurrent.futures
import json
import pathlib
import subprocess
import sys

from websocket import CLOSE, Capture


def ours(capture):
    """Sessions, by the packets of their requests, with their frames and messages."""
    found = {}
    for session in capture.sessions:
        start = session.request.packets[0].number
        found[f"session at {start}"] = {
            "key": session.key,
            "status": session.status,
            "accept": session.response and session.response.header("Sec-WebSocket-Accept"),
        }
        for side in ("client", "server"):
            closes = session.of(side, CLOSE)
            if closes and closes[0].code:
                found[f"session at {start}, close of the {side}"] = closes[0].code
        for frame in session.frames:
            found[f"session at {start}, frame {frame.number}"] = {
                "from": frame.side,
                "packets": [packet.number for packet in frame.packets],
                "headerLength": len(frame.header),
                "fin": frame.fin,
                "rsv1": frame.rsv1,
                "opcode": frame.opcode,
                "masked": frame.masked,
                "maskingKey": frame.key.hex() or None,
                "payloadLength": frame.announced,
            }
        for message in session.messages:
            found[f"session at {start}, message from frame {message.frames[0].number}"] = {
                "from": message.side,
                "frames": [frame.number for frame in message.frames],
                "kind": "text" if message.is_text else "binary",
                "wireLength": message.wire_length,
                "length": len(message.payload),
                "payload": message.payload,
            }
    return found


def theirs(ws101, path):
    """The same from the lines of ws101; None where the capture holds a session without its handshake."""
    command = [ws101, "inspect", str(path), "--format", "ndjson", "--payload-limit", "10000000"]
    found, starts = {}, {}
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        event = json.loads(line)
        if event["type"] == "session":
            if event["outcome"] == "midstream":
                return None
            # TLS that failed has no request.
            if "key" in event:
                starts[event["session"]] = event["packet"]
                found[f"session at {event['packet']}"] = event
        start = starts.get(event.get("session"))
        if start and event["type"] == "close":
            for side in ("client", "server"):
                if code := event.get(side + "Sent", {}).get("code"):
                    found[f"session at {start}, close of the {side}"] = code
        elif start and event["type"] == "frame":
            found[f"session at {start}, frame {event['frame']}"] = event
        elif start and event["type"] == "message":
            # Text that is not UTF-8 is told in base64, as binary messages are.
            event["payload"] = event["text"].encode() if "text" in event else base64.b64decode(event.get("base64", ""))
            found[f"session at {start}, message from frame {event['frames'][0]}"] = event
    return found


def compare(ws101, path):
    """How many things agree, and a line for each that doesn't."""
    known = theirs(ws101, path)
    if known is None:
        return 0, []
    read = ours(Capture(str(path)))
    lines = []
    for name in sorted(known.keys() | read.keys()):
        if name not in known or name not in read:
            lines.append(f"{name} is only {'here' if name in read else 'in ws101'}")
        elif not isinstance(read[name], dict):
            if read[name] != known[name]:
                lines.append(f"{name}: {read[name]} here, {known[name]} in ws101")
        else:
            lines += [
                f"{name}, {key}: {value} here, {known[name].get(key)} in ws101"
                for key, value in read[name].items()
                if value != known[name].get(key)
            ]
    return len(read) - len(lines), [f"{path.stem}: {line}"[:300] for line in lines]


def main(ws101, folder):
    paths = sorted(pathlib.Path(folder).glob("*.pcapng"))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda path: compare(ws101, path), paths))
    for _, lines in results:
        print(*lines, sep="\n", end="\n" if lines else "")
    print(sum(count for count, _ in results), "agree")


main(*sys.argv[1:])
