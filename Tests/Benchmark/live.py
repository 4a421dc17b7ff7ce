#!/usr/bin/env python3
"""Measures live capture beside tcpdump and dumpcap, over a veth pair between two network namespaces; to be run as root.

  latency   50 messages a second: from the time that the packet has to the time at which its line can be read from the
            pipe; median and 99th percentile of ws101 (text, with --time utc; NDJSON) and of `tcpdump --immediate-mode -l`
  rate      one connection that sends messages of 100 bytes, each in a segment, as fast as it can: what each program lets
            it send, and how many packets the kernel dropped, or the program did not look at. Sender, receiver and program share the processors, so that
            whoever works more lets less be sent. Ratios to `tcpdump -w /dev/null` are medians over the rounds' own.
  soak      5,000 messages a second over 200 new connections a second, for --seconds: resident memory every tenth of it

Every round runs each program once, one after the other. Nothing passes or fails by time.
"""

import argparse
import datetime
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "Live"))
import network  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PORT = "5999"


def start(command, **streams):
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True, **streams)
    return process


class Flood:
    """The sender here, and the server on the other host."""

    def __init__(self, folder, cable):
        self.program = str(Path(folder) / "flood")
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        subprocess.run(
            [compiler, "-O2", "-o", self.program, str(Path(__file__).with_name("flood.c"))], check=True)
        self.cable = cable
        self.server = start(cable.inside(self.program, "serve", cable.there, PORT))
        time.sleep(0.3)

    def begin(self, mode, rate, seconds, *more):
        return start(
            [self.program, mode, self.cable.there, PORT, str(rate), str(seconds), *map(str, more)],
            stdout=subprocess.PIPE)

    def run(self, *arguments):
        """How many messages were sent, over how many connections, in how many seconds."""
        sent, connections, seconds = self.begin(*arguments).communicate()[0].split()
        return int(sent), int(connections), float(seconds)

    def end(self):
        self.server.kill()
        self.server.wait()


def ready(process, pattern):
    """Waits for the line on standard error that says that packets are captured."""
    said = ""
    while line := process.stderr.readline():
        said += line
        if re.search(pattern, line):
            return
    sys.exit(f"{process.args}: {said}")


def programs(arguments, interface):
    ws101 = [arguments.binary, "capture", "-i", interface, "--port", PORT]
    table = {
        "tcpdump -w /dev/null": (["tcpdump", "-i", interface, "-w", "/dev/null", "tcp", "port", PORT], "listening on"),
        "dumpcap -w /dev/null": (
            ["dumpcap", "-q", "-i", interface, "-f", f"tcp port {PORT}", "-w", "/dev/null"], "Capturing on|File:"),
        "ws101, text": (ws101, "capturing on"),
        "ws101, ndjson": ([*ws101, "--format", "ndjson"], "capturing on"),
        "ws101, text and -w": ([*ws101, "-w", "/dev/null"], "capturing on"),
    }
    return {name: entry for name, entry in table.items() if shutil.which(entry[0][0])}


def dropped(said):
    found = re.search(r"([\d,]+) (?:packets )?dropped by (?:the )?kernel", said)
    found = found or re.search(r"received/dropped on interface .*?: \d+/([\d,]+)", said)
    return int(found[1].replace(",", "")) if found else None


def overlooked(said):
    """Packets that were captured and never looked at, or not written."""
    return sum(int(count.replace(",", "")) for count in re.findall(r"([\d,]+) packets? not (?:looked at|written)", said))


def rate(arguments, flood, interface):
    print(f"rate: {arguments.rounds} rounds of {arguments.burst} s")
    table = programs(arguments, interface)
    rates, drops = {name: [] for name in table}, {name: 0 for name in table}
    for _ in range(arguments.rounds):
        for name, (command, pattern) in table.items():
            with open(os.devnull, "w") as sink:
                process = start(command, stdout=sink, stderr=subprocess.PIPE)
                ready(process, pattern)
                time.sleep(0.2)
                sent, _, seconds = flood.run("steady", 0, arguments.burst)
                process.send_signal(signal.SIGINT)
                said = process.communicate()[1]
            rates[name].append(sent / seconds)
            drops[name] += (dropped(said) or 0) + overlooked(said)
    floor = rates["tcpdump -w /dev/null"]
    for name, values in rates.items():
        ratio = statistics.median(value / base for value, base in zip(values, floor))
        print(f"  {name:22} {statistics.median(values):>10,.0f} messages/s   {ratio:5.2f}   {drops[name]:,} dropped")


def epoch(text):
    return float(text)


def clock(text):
    """The time of day, UTC, as seconds since 1970."""
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    return datetime.datetime.fromisoformat(f"{today}T{text}+00:00").timestamp()


def moment(text):
    whole, fraction = re.fullmatch(r"(.*T.*?)(\.\d+)?Z", text).groups()
    return datetime.datetime.fromisoformat(whole + "+00:00").timestamp() + float(fraction or 0)


def latency(arguments, flood, interface):
    ws101 = [arguments.binary, "capture", "-i", interface, "--port", PORT, "--quiet"]
    table = {
        "tcpdump --immediate-mode": (
            ["tcpdump", "--immediate-mode", "-l", "-tt", "-i", interface, "tcp", "port", PORT],
            re.compile(r"^(\d+\.\d+) .*length 106"), epoch),
        "ws101, text": (
            [*ws101, "--time", "utc"], re.compile(r"^(\d\d:\d\d:\d\d\.\d+).*text 100 B"), clock),
        "ws101, ndjson": (
            [*ws101, "--format", "ndjson"], re.compile(r'^\{"type":"message".*?"time":"([^"]+)"'), moment),
    }
    print(f"latency: {arguments.latency} s at 50 messages a second")
    for name, (command, pattern, read) in table.items():
        process = start(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        time.sleep(1)
        sender = flood.begin("steady", 50, arguments.latency)
        # No line may come any more when the sender has ended: another thread sees to it.
        threading.Thread(target=lambda: (sender.wait(), time.sleep(0.5), process.send_signal(signal.SIGINT))).start()
        delays = []
        while line := process.stdout.readline():
            found = pattern.search(line)
            if found:
                delays.append(time.time() - read(found[1]))
        process.wait()
        delays = sorted(delays)
        if not delays:
            print(f"  {name:26} no line was understood")
            continue
        at = [delays[len(delays) // 2], delays[len(delays) * 99 // 100], delays[-1]]
        print(
            f"  {name:26} median {1000 * at[0]:6.2f} ms, 99th percentile {1000 * at[1]:6.2f} ms, "
            f"longest {1000 * at[2]:6.2f} ms, {len(delays)} messages")


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def soak(arguments, flood, interface):
    command = [arguments.binary, "capture", "-i", interface, "--port", PORT]
    with open(os.devnull, "w") as sink:
        process = start(command, stdout=sink, stderr=subprocess.PIPE)
        ready(process, "capturing on")
        sender = flood.begin("churn", 5000, arguments.seconds, 25)
        print(f"soak: {arguments.seconds} s")
        for tenth in range(10):
            time.sleep(arguments.seconds / 10)
            print(f"  after {arguments.seconds * (tenth + 1) / 10:6.0f} s   {resident(process.pid):6.1f} MB", flush=True)
        sent, connections, seconds = sender.communicate()[0].split()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        said = process.communicate()[1]
    print(f"  {int(sent):,} messages over {int(connections):,} connections in {float(seconds):.0f} s, {dropped(said):,} dropped")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=["latency", "rate", "soak", []], help="default: latency and rate")
    parser.add_argument("--binary", default=str(ROOT / ".build" / "release" / "ws101"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--burst", type=float, default=4, help="seconds for each program and round")
    parser.add_argument("--latency", type=float, default=20, help="seconds for each program")
    parser.add_argument("--seconds", type=float, default=600, help="of the soak")
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("only root captures")
    if reason := network.allowed():
        sys.exit(reason)
    with tempfile.TemporaryDirectory(prefix="ws101-") as folder, network.Cable() as cable:
        flood = Flood(folder, cable)
        try:
            for name in arguments.what or ["latency", "rate"]:
                globals()[name](arguments, flood, cable.interface)
        finally:
            flood.end()


if __name__ == "__main__":
    main()
