#!/usr/bin/env python3
"""Measures ws101 against tcpdump and tshark on generated captures, and prints one table.

Every round runs each program once, one after the other (A B C A B C …), so that a busy machine troubles all alike; the
ratios are medians of the rounds' own ratios. `tcpdump -w /dev/null` only copies: it is the floor. Nothing here passes
or fails by time.

What inflating costs is measured on the captures that compress: ws101's CPU time, less its CPU time for a second capture
that has the same packets with the same payloads, but as binary messages of sessions without the extension. The
difference is zlib, and everything that ws101 does with the bytes that come out, as checking that they are UTF-8. Beside
it stands the CPU time that zlib alone takes for the same payloads (inflate.c; needs a C compiler and zlib's header).
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import generate

ROOT = Path(__file__).resolve().parents[2]
NOT_INFLATING = "ws101, not inflating"
BINARY = ROOT / ".build" / "release" / "ws101"
# ru_maxrss counts KiB on Linux, bytes on macOS.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


def programs(file, arguments):
    """Name and command of each program to measure."""
    commands = {
        "ws101 inspect": [arguments.binary, "inspect", file],
        "tcpdump": ["tcpdump", "-n", "-r", file, "-w", "/dev/null"],
        "tshark": ["tshark", "-n", "-r", file, "-Y", "websocket", "-T", "fields"]
        + ["-e", "websocket.opcode", "-e", "websocket.payload_length"],
    }
    if arguments.ndjson:
        commands["ws101 ndjson"] = [arguments.binary, "inspect", file, "--format", "ndjson"]
    if arguments.without_tshark:
        del commands["tshark"]
    return {name: [str(word) for word in command] for name, command in commands.items()}


class PeakMemory(threading.Thread):
    """Watches a process's own high-water mark (Linux): a child's ru_maxrss begins at that of the parent it came from."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.status = Path(f"/proc/{process}/status")
        self.bytes = 0
        self.ended = threading.Event()

    def run(self):
        ended = False
        while not ended:
            try:
                lines = [line for line in self.status.read_text().splitlines() if line.startswith("VmHWM:")]
            except OSError:
                return
            if lines:
                self.bytes = int(lines[0].split()[1]) * 1024
            ended = self.ended.wait(0.005)


def measure(command):
    """Wall seconds, peak bytes and CPU seconds of one run; its output goes nowhere."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open(os.devnull, "r+b") as nowhere:
        actions = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), number) for number in range(3)]
        begin = time.perf_counter()
        process = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
        memory = PeakMemory(process)
        memory.start()
        _, status, usage = os.wait4(process, 0)
        seconds = time.perf_counter() - begin
        memory.ended.set()
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"bench: {' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    peak = usage.ru_maxrss * MAXRSS_UNIT if usage.ru_maxrss > own else memory.bytes
    return seconds, peak, usage.ru_utime + usage.ru_stime


def capture(kind, megabytes, folder):
    """The generated file, made unless it is there; and what is in it."""
    path = folder / f"{kind}-{megabytes}.pcap"
    note = path.with_suffix(".txt")
    # A file is made anew when the generator has changed.
    stamp = f"{os.stat(generate.__file__).st_mtime_ns}"
    if not note.exists() or note.read_text().split()[0] != stamp:
        print(f"bench: making {path}", file=sys.stderr)
        if kind in generate.WINDOWS:
            with open(path.with_suffix(".payloads"), "wb") as payloads:
                packets, messages = generate.generate(kind, megabytes * 1_000_000, path, payloads=payloads)
            generate.generate(kind, megabytes * 1_000_000, path.with_suffix(".binary.pcap"), as_binary=True)
        else:
            packets, messages = generate.generate(kind, megabytes * 1_000_000, path)
        note.write_text(f"{stamp} {packets} {messages}\n")
    _, packets, messages = map(int, note.read_text().split())
    for part in folder.glob(path.stem + ".*"):
        with open(part, "rb") as file:  # into the page cache
            while file.read(1 << 24):
                pass
    return path, packets, messages


def inflate_program(folder):
    """inflate.c, compiled; None where that can't be done."""
    source, program = Path(__file__).with_name("inflate.c"), folder / "inflate"
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        print("bench: there is no C compiler: zlib's own time is not measured", file=sys.stderr)
        return None
    command = [compiler, "-O2", "-o", str(program), str(source), "-lz"]
    return program if subprocess.run(command).returncode == 0 else None


def zlib_alone(program, payloads):
    """CPU seconds of zlib for all payloads of a file, and the bytes that came out."""
    words = subprocess.run([program, payloads], check=True, capture_output=True, text=True).stdout.split()
    return float(words[0]), int(words[1])


def inflating_note(kind, costs, alone):
    """What inflating cost ws101 in each round, against what it cost zlib alone."""
    cost = f"{kind}: inflating costs ws101 {statistics.median(costs):.3f} s of CPU time"
    if not alone:
        return cost
    ratios = [mine / theirs for mine, (theirs, _) in zip(costs, alone)]
    return (
        f"{cost}, zlib alone {statistics.median(seconds for seconds, _ in alone):.3f} s for the same payloads "
        f"({alone[0][1] / 1e6:.0f} MB inflated): {statistics.median(ratios):.2f} times zlib's "
        f"({min(ratios):.2f}–{max(ratios):.2f})"
    )


def rows(kind, megabytes, arguments, notes):
    """The lines of the table for one capture; appends to `notes` what belongs below it."""
    path, packets, messages = capture(kind, megabytes, arguments.folder)
    commands = programs(path, arguments)
    inflates = kind in generate.WINDOWS
    if inflates:
        commands[NOT_INFLATING] = [str(arguments.binary), "inspect", str(path.with_suffix(".binary.pcap"))]
    zlib = inflate_program(arguments.folder) if inflates else None
    alone = []
    runs = {name: [] for name in commands}
    for number in range(arguments.rounds):
        for name, command in commands.items():
            print(f"bench: {path.name}, round {number + 1}, {name}", file=sys.stderr)
            runs[name].append(measure(command))
        if zlib:
            alone.append(zlib_alone(zlib, path.with_suffix(".payloads")))

    def ratio(name, other):
        if other not in runs:
            return ""
        pairs = zip(runs[name], runs[other])
        return f"{statistics.median(mine[0] / theirs[0] for mine, theirs in pairs):.2f}"

    if inflates:
        pairs = zip(runs["ws101 inspect"], runs[NOT_INFLATING])
        costs = [inflating[2] - other[2] for inflating, other in pairs]
        notes.append(inflating_note(kind, costs, alone))

    label = f"{kind}, {path.stat().st_size / 1e6:.0f} MB, {packets:,} packets, {messages:,} messages"
    for name in commands:
        seconds = statistics.median(run[0] for run in runs[name])
        peak = max(run[1] for run in runs[name])
        spread = f"{min(run[0] for run in runs[name]):.2f}–{max(run[0] for run in runs[name]):.2f}"
        faster = ""
        if "tshark" in runs:
            pairs = zip(runs["tshark"], runs[name])
            faster = f"{statistics.median(theirs[0] / mine[0] for theirs, mine in pairs):.1f}"
        yield [
            label,
            name,
            f"{seconds:.2f}",
            spread,
            f"{seconds / packets * 1e9:,.0f}",
            f"{path.stat().st_size / seconds / 1e6:,.0f}",
            f"{peak / 2**20:.0f}",
            ratio(name, "tcpdump"),
            faster,
        ]
        label = ""


HEAD = ["file", "program", "s", "range", "ns/packet", "MB/s", "peak MiB", "time / tcpdump", "faster than tshark"]


def print_table(body):
    widths = [max(len(row[column]) for row in [HEAD, *body]) for column in range(len(HEAD))]
    for row in [HEAD, ["-" * width for width in widths], *body]:
        left = [cell.ljust(width) for cell, width in zip(row[:2], widths)]
        right = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:])]
        print("  ".join(left + right).rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", help=f"which captures: {', '.join(generate.KINDS)} (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each program runs (default: 3)")
    parser.add_argument(
        "--size", help="megabytes (default: 200; 50 compressed); several with commas show whether memory grows"
    )
    parser.add_argument("--binary", type=Path, default=BINARY, help="the ws101 to measure (default: the release build)")
    parser.add_argument("--folder", type=Path, default=ROOT / ".build" / "bench", help="where the captures are kept")
    parser.add_argument("--ndjson", action="store_true", help="also measure inspect --format ndjson")
    parser.add_argument("--without-tshark", action="store_true", help="leave out the slowest program")
    arguments = parser.parse_args()
    unknown = set(arguments.kinds) - set(generate.KINDS)
    if unknown:
        parser.error(f"no such capture: {', '.join(sorted(unknown))}")
    if shutil.which(str(arguments.binary)) is None:
        parser.error(f"{arguments.binary} is missing: run `make build`, or give --binary")
    arguments.folder.mkdir(parents=True, exist_ok=True)

    version = subprocess.run(["tshark", "--version"], capture_output=True, text=True).stdout.split(" (Git")[0]
    body, notes = [], []
    for kind in arguments.kinds or generate.KINDS:
        size = arguments.size or ("50" if kind in generate.WINDOWS else "200")
        for megabytes in map(int, size.split(",")):
            body += rows(kind, megabytes, arguments, notes)
    system = os.uname()
    print(f"{system.sysname} {system.machine}, {os.cpu_count()} CPUs; {version}; {arguments.rounds} rounds, medians\n")
    print_table(body)
    for note in notes:
        print(f"\n{note}" if note is notes[0] else note)


if __name__ == "__main__":
    main()
