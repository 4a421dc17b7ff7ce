"""What is true of a recording: what the programs' APIs reported, and what RFC 6455 makes an API report."""

import subprocess

from deviations import DEVIATIONS
from loopback import RecordingFailed
from scenarios import PROXY, SERVER


def connections(path):
    """By ports, as tshark sees it: who sent a Close, a FIN or a RST, in order."""
    command = ["tshark", "-n", "-r", str(path), "-T", "fields", "-E", "separator=;"]
    for port in (SERVER, PROXY):
        command += ["-d", f"tcp.port=={port},http"]
    for name in ("tcp.srcport", "tcp.dstport", "tcp.flags.fin", "tcp.flags.reset", "websocket.opcode"):
        command += ["-e", name]
    found = {}
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        source, destination, fin, reset, opcodes = line.split(";")
        from_client = int(destination) in (SERVER, PROXY)
        key = (int(source), int(destination)) if from_client else (int(destination), int(source))
        side = "client" if from_client else "server"
        told = found.setdefault(key, [])
        if "8" in opcodes.split(","):
            told.append((side, "close"))
        if reset in ("1", "True"):
            told.append((side, "reset"))
        elif fin in ("1", "True"):
            told.append((side, "fin"))
    return found


def end_of_tcp(told):
    """How TCP ended and by whom: a RST that came before both FINs, or else the first FIN.

    Where both sides had sent their Close, a RST behind a FIN only turns away what came late: the FIN is the end.
    """
    closed, finished = set(), []
    for side, kind in told:
        if kind == "close":
            closed.add(side)
        elif kind == "fin":
            finished.append(side)
        elif len(set(finished)) < 2 and not (finished and len(closed) == 2):
            return "reset", side
    return ("fin", finished[0]) if finished else ("none", None)


def event(scenario, program, role, code, log):
    """One side: what its API reported, and what it must report; nothing where there is no API left to report."""
    reported = next(({k: v for k, v in line.items() if k != "event"} for line in log if line["event"] == "end"), None)
    if code is None or reported is None:
        # No side is left, it has no API, or its API has an exception instead of an event.
        if code is not None and program not in ("nginx", "raw") and not any(line["event"] == "refused" for line in log):
            raise RecordingFailed(f"{program} as {role} reported nothing")
        return None
    found = {"apiReported": reported, "rfc": {"code": code}}
    if reported["code"] == code:
        if reported["reason"] is not None:
            found["rfc"]["reason"] = reported["reason"]
        if "wasClean" in reported:
            found["rfc"]["wasClean"] = reported["wasClean"]
        return found
    for deviation in DEVIATIONS:
        if deviation.explains(scenario, program, reported["code"], code):
            return found | {"deviation": deviation.why}
    raise RecordingFailed(f"{program} as {role} reported {reported}, and no deviation from {code} is known")


def session(scenario, place, told, names, codes, logs):
    """One connection's truth; `names`, `codes` and `logs` by role."""
    kind, by = end_of_tcp(told)
    if scenario.tcp and (kind, by) != scenario.tcp:
        raise RecordingFailed(f"TCP ended with {told}, and the scenario says {scenario.tcp}")
    found = {"clientPort": place[0], "initiator": scenario.initiator, "tcpEnd": kind}
    if by:
        found["tcpEndBy"] = by
    for role in ("client", "server"):
        side = event(scenario, names[role], role, codes[role], logs[role])
        if side:
            found[role] = side
        texts = [line["text"] for line in logs[role] if line["event"] == "received"]
        if texts:
            found[f"{role}Received"] = texts
    return found


def of(scenario, path, client_name, server_name, client, server, versions):
    client_code, server_code = scenario.events(f"{client_name}-{server_name}")
    codes = {"client": client_code, "server": server_code}
    refused = "--status" in scenario.server_options
    sessions = []
    for place, told in connections(path).items():
        names, logs = {"client": client_name, "server": server_name}, {"client": client, "server": server}
        if scenario.nginx is not None:
            # The client's leg ends at nginx, and the server's begins there.
            hidden = "server" if place[1] == PROXY else "client"
            names[hidden], logs[hidden] = "nginx", []
        sessions.append(session(scenario, place, told, names, codes, logs))
    return {
        "scenario": scenario.name,
        "shows": scenario.shows,
        "programs": versions,
        "refused": refused,
        "sessions": sessions,
    }
