"""What a recording holds, as tshark sees it: the check that it shows what its scene promises."""

import subprocess
from collections import Counter

from loopback import RecordingFailed

NAMES = {0: "continuation", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}
LARGEST = 250_000


def tshark(path, scene, *arguments):
    command = ["tshark", "-n", "-r", str(path)]
    for port in scene.ports:
        command += ["-d", f"tcp.port=={port},http"]
    for port in scene.secure_ports:
        command += ["-d", f"tcp.port=={port},tls", "-d", f"tls.port=={port},http"]
    done = subprocess.run(command + list(arguments), check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def values(path, scene, field):
    """All values of a field in the file, in order; a packet may hold several."""
    lines = tshark(path, scene, "-Y", field, "-T", "fields", "-e", field, "-E", "aggregator=,")
    return [int(value) for line in lines for value in line.split(",") if value]


def summary(path, scene):
    frames = Counter(NAMES.get(code, f"reserved-{code}") for code in values(path, scene, "websocket.opcode"))
    return {
        "bytes": path.stat().st_size,
        "packets": len(tshark(path, scene)),
        "connections": len(set(values(path, scene, "tcp.stream"))),
        "statuses": values(path, scene, "http.response.code"),
        "frames": dict(sorted(frames.items())),
    }


def check(scene, found):
    """Raises RecordingFailed where the recording differs from what the scene says about itself."""
    for key, wanted in scene.expects.items():
        if found[key] != wanted:
            raise RecordingFailed(f"{scene.name}: {key} should be {wanted}, tshark finds {found[key]}")
    if found["bytes"] > LARGEST:
        raise RecordingFailed(f"{scene.name}: {found['bytes']} bytes; a sample has at most {LARGEST}")
