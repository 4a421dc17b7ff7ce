#!/usr/bin/env python3
"""Measures ws101 against tcpdump, tshark, zlib and swift-crypto on generated captures, and says which of its bounds hold.

Every round runs each program once, one after the other (A B C A B C …), so that a busy machine troubles all alike; the
ratios are medians of the rounds' own ratios. `tcpdump -w /dev/null` only copies: it is the floor. tshark prints opcode and
length of each WebSocket frame. Nothing here passes or fails by time: a bound that does not hold is only marked.

  file table   ws101's overview of each capture, with as many threads as it takes by itself (--jobs sets another number)
  bounds       small:    NDJSON to /dev/null, in frames a second, the messages' own lines included
               deflate:  ws101's whole time, and what inflating adds to it, against zlib's for the same bytes
               tls:      ws101's whole speed against that of swift-crypto alone for the same records
               jobs:     one thread against two on `small` and `deflate` (`large` is hardly more than
                         copying); NDJSON of 1, 2 and 3 threads compared
               huge:     4 GB against 200 MB of the same: time by size, and memory (only where asked for; the file is
                         made and removed, unless --keep)

What inflating adds is ws101's CPU time, less its CPU time for a second capture that has the same packets with the same
payloads, but as binary messages of sessions without the extension. The difference is zlib, and everything that ws101 does
with the bytes that come out, as checking that they are UTF-8. zlib's own time is that of inflate.c (which needs a C
compiler and zlib's header). swift-crypto's own time is that of Opening/, one thread, which is built for that.
"""

import argparse
import hashlib
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
BINARY = ROOT / ".build" / "release" / "ws101"
# ru_maxrss counts KiB on Linux, bytes on macOS.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
USUAL = ["small", "large", "deflate", "short", "tls"]
# kind: (at most so many times tcpdump's time, at least so many times as fast as tshark, at most so many MiB)
GOALS = {
    "small": (3, 60, 64),
    "large": (3, 25, 64),
    "deflate": (None, 10, 64),
    "short": (None, None, 256),
    "huge": (None, None, 64),
    "tls": (None, 20, 64),
}
FRAMES_A_SECOND = 1_000_000
TIMES_ZLIB = 1.5
TWO_JOBS = 1.5
# Of swift-crypto's own speed.
TIMES_CRYPTO = 0.6
# The time for 20 times the bytes may be so much more than 20 times the time.
LINEAR = 1.1


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


class Run:
    """One run of a command: wall seconds, CPU seconds and peak bytes; its output goes nowhere."""

    def __init__(self, command):
        command = [str(word) for word in command]
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with open(os.devnull, "r+b") as nowhere:
            actions = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), number) for number in range(3)]
            begin = time.perf_counter()
            process = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
            memory = PeakMemory(process)
            memory.start()
            _, status, usage = os.wait4(process, 0)
            self.wall = time.perf_counter() - begin
            memory.ended.set()
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"bench: {' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss * MAXRSS_UNIT if usage.ru_maxrss > own else memory.bytes


class Capture:
    """A generated file, made unless it is there, and what is in it."""

    def __init__(self, kind, folder, megabytes=None):
        self.kind = kind
        megabytes = megabytes or generate.MEGABYTES.get(kind, 200)
        self.path = folder / f"{kind}-{megabytes}.pcap"
        note = self.path.with_suffix(".txt")
        # A file is made anew when the generator has changed.
        stamp = hashlib.sha256(Path(generate.__file__).read_bytes()).hexdigest()
        if not note.exists() or note.read_text().split()[0] != stamp or not self.path.exists():
            print(f"bench: making {self.path}", file=sys.stderr)
            counts = self.make(megabytes * 1_000_000)
            note.write_text(" ".join(map(str, (stamp, *counts))) + "\n")
        self.packets, self.messages, self.sessions = map(int, note.read_text().split()[1:])
        for part in folder.glob(self.path.stem + ".*"):
            with open(part, "rb") as file:  # into the page cache
                while file.read(1 << 24):
                    pass

    def make(self, size):
        if self.kind == "tls":
            with open(self.records, "wb") as records:
                return generate.generate(self.kind, size, self.path, payloads=records)
        if not self.inflates:
            return generate.generate(self.kind, size, self.path)
        with open(self.payloads, "wb") as payloads:
            counts = generate.generate(self.kind, size, self.path, payloads=payloads)
        generate.generate(self.kind, size, self.binary, as_binary=True)
        return counts

    def remove(self):
        for part in (self.path, self.path.with_suffix(".txt")):
            part.unlink(missing_ok=True)

    @property
    def inflates(self):
        return self.kind in generate.WINDOWS

    @property
    def binary(self):
        """The same payloads in messages that are not compressed."""
        return self.path.with_suffix(".binary.pcap")

    @property
    def payloads(self):
        return self.path.with_suffix(".payloads")

    @property
    def keylog(self):
        """The keys, where there are any."""
        return generate.keylog_of(self.path) if self.kind == "tls" else None

    @property
    def records(self):
        """The protected records, for who opens them alone."""
        return self.path.with_suffix(".records")

    @property
    def size(self):
        return self.path.stat().st_size

    @property
    def frames(self):
        return self.messages + 2 * self.sessions  # each side's Close

    def __str__(self):
        return f"{self.kind}: {self.size / 1e6:,.0f} MB, {self.packets:,} packets, {self.messages:,} messages"


def in_turns(commands, rounds, label, extra=None):
    """The runs of each command, one of each in a round; `extra` is called once a round."""
    runs = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            print(f"bench: {label}, round {number + 1}, {name}", file=sys.stderr)
            runs[name].append(Run(command))
        if extra:
            extra()
    return runs


def median(values):
    return statistics.median(values)


def ratio(mine, theirs):
    """The median of the rounds' ratios of wall time."""
    return median(a.wall / b.wall for a, b in zip(mine, theirs))


def goal(sign, bound, value, unit=""):
    """A bound, and whether the value holds it."""
    if bound is None:
        return "report"
    holds = value <= bound if sign == "≤" else value >= bound
    return f"{sign} {bound:,}{unit} {'ok' if holds else 'MISSED'}"


class Bench:
    FILE_HEAD = ["file", "ws101 s", "range", "tcpdump s", "× tcpdump", "goal", "tshark s", "× as fast", "goal"]
    FILE_HEAD += ["MB/s", "peak MiB", "goal"]
    BOUND_HEAD = ["what", "measured", "goal"]

    def __init__(self, arguments):
        self.arguments = arguments
        self.files, self.bounds, self.opening = [], [], None

    def inspect(self, path, *more, keylog=None):
        command = [self.arguments.binary, "inspect", path, *more]
        if keylog:
            command += ["--keylog", keylog]
        if self.arguments.jobs and "--jobs" not in more:
            command += ["--jobs", self.arguments.jobs]
        return command

    def turns(self, commands, label, extra=None):
        return in_turns(commands, self.arguments.rounds, label, extra)

    def measure(self, kind, megabytes):
        capture = Capture(kind, self.arguments.folder, megabytes)
        if kind == "huge":
            self.compare_sizes(capture, Capture("small", self.arguments.folder))
            if not self.arguments.keep:
                capture.remove()
            return
        commands = {
            "ws101": self.inspect(capture.path, keylog=capture.keylog),
            "tcpdump": ["tcpdump", "-n", "-r", capture.path, "-w", "/dev/null"],
            "tshark": ["tshark", "-n", "-r", capture.path, "-Y", "websocket", "-T", "fields"]
            + ["-e", "websocket.opcode", "-e", "websocket.payload_length"],
        }
        if capture.keylog:
            commands["tshark"] += ["-o", f"tls.keylog_file:{capture.keylog}"]
        if self.arguments.without_tshark:
            del commands["tshark"]
        if kind == "small":
            commands["ws101 ndjson"] = self.inspect(capture.path, "--format", "ndjson")
        extra, alone = None, []
        if capture.keylog:
            opening = self.opening_program()
            ways = [[opening, capture.records], [opening, "--ws101", capture.records]]
            extra = lambda: alone.append([self.alone(way) for way in ways])
        if capture.inflates:
            commands["ws101, not inflating"] = self.inspect(capture.binary)
            if zlib := self.inflate_program():
                extra = lambda: alone.append(self.alone([zlib, capture.payloads]))
        runs = self.turns(commands, capture.path.name, extra)
        self.add_file(capture, runs)
        if kind == "small":
            self.add_lines(capture, runs["ws101 ndjson"])
        if capture.inflates:
            self.add_inflating(capture, runs, alone)
        if capture.keylog:
            self.add_opening(capture, runs["ws101"], alone)
        if kind in ("small", "deflate"):
            self.compare_jobs(capture)
        if kind == "small":
            self.compare_outputs(capture)

    def add_file(self, capture, runs):
        mine = runs["ws101"]
        floor, speed, memory = GOALS.get(capture.kind, (None, None, 64))
        wall = median(run.wall for run in mine)
        over = ratio(mine, runs["tcpdump"])
        peak = max(run.peak for run in mine) / 2**20
        tshark = ["", "", ""]
        if "tshark" in runs:
            faster = ratio(runs["tshark"], mine)
            theirs = median(run.wall for run in runs["tshark"])
            tshark = [f"{theirs:.2f}", f"{faster:.1f}", goal("≥", speed, faster)]
        self.files.append(
            [str(capture), f"{wall:.2f}", f"{min(r.wall for r in mine):.2f}–{max(r.wall for r in mine):.2f}"]
            + [f"{median(run.wall for run in runs['tcpdump']):.2f}", f"{over:.2f}", goal("≤", floor, over), *tshark]
            + [f"{capture.size / wall / 1e6:,.0f}", f"{peak:.0f}", goal("≤", memory, peak)]
        )

    def bound(self, what, measured, held):
        self.bounds.append([what, measured, held])

    def add_lines(self, capture, runs):
        wall = median(run.wall for run in runs)
        rate = capture.frames / wall
        peak = max(run.peak for run in runs) / 2**20
        self.bound(
            f"{capture.kind}: NDJSON", f"{wall:.2f} s: {rate / 1e6:.2f} million frames a second, {peak:.0f} MiB",
            goal("≥", FRAMES_A_SECOND, rate, " frames a second"),
        )  # fmt: skip

    def add_inflating(self, capture, runs, alone):
        costs = [mine.cpu - other.cpu for mine, other in zip(runs["ws101"], runs["ws101, not inflating"])]
        if not alone:
            return self.bound(f"{capture.kind}: inflating", f"{median(costs):.3f} s of CPU time", "no C compiler")
        whole = median(run.wall / wall for run, (_, wall, _) in zip(runs["ws101"], alone))
        added = median(cost / cpu for cost, (cpu, _, _) in zip(costs, alone))
        theirs = f"zlib's {median(wall for _, wall, _ in alone):.2f} s for the same {alone[0][2] / 1e6:.0f} MB"
        self.bound(f"{capture.kind}: all of ws101's time", f"{whole:.2f} × {theirs}", goal("≤", TIMES_ZLIB, whole, " ×"))
        self.bound(f"{capture.kind}: CPU time that inflating adds", f"{added:.2f} × {theirs}", "report")

    def add_opening(self, capture, runs, alone):
        theirs = [wall for (_, wall, _), _ in alone]
        name = f"swift-crypto's, which takes {median(theirs):.2f} s for {alone[0][0][2] / 1e6:.0f} MB"
        whole = median(wall / mine.wall for mine, wall in zip(runs, theirs))
        records = median(library[0] / mine[0] for library, mine in alone)
        for what, speed in ("all of ws101", whole), ("opening records alone", records):
            self.bound(f"{capture.kind}: speed of {what}", f"{speed:.2f} × {name}", goal("≥", TIMES_CRYPTO, speed, " ×"))

    def compare_jobs(self, capture):
        """One thread and two, in turns."""
        runs = self.turns(
            {f"--jobs {jobs}": self.inspect(capture.path, "--jobs", jobs) for jobs in (1, 2)}, capture.path.name
        )
        faster = ratio(runs["--jobs 1"], runs["--jobs 2"])
        walls = [f"{median(run.wall for run in runs[name]):.2f} s" for name in runs]
        peaks = [f"{max(run.peak for run in runs[name]) / 2**20:.0f} MiB" for name in runs]
        self.bound(
            f"{capture.kind}: --jobs 1, --jobs 2",
            f"{', '.join(walls)} ({', '.join(peaks)}): {faster:.2f} × as fast", goal("≥", TWO_JOBS, faster, " ×"),
        )  # fmt: skip

    def compare_outputs(self, capture):
        """The NDJSON of 1, 2 and 3 threads."""
        digests = []
        for jobs in (1, 2, 3):
            command = self.inspect(capture.path, "--format", "ndjson", "--jobs", jobs)
            with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE) as process:
                digests.append(hashlib.file_digest(process.stdout, "sha256").hexdigest())
            if process.returncode != 0:
                raise SystemExit(f"bench: --jobs {jobs} ended with {process.returncode}")
        same = len(set(digests)) == 1
        words = f"sha256 {digests[0][:12]}… of all three" if same else ", ".join(digest[:12] for digest in digests)
        self.bound(f"{capture.kind}: NDJSON of --jobs 1, 2, 3", words, f"the same {'ok' if same else 'MISSED'}")

    def compare_sizes(self, huge, small):
        """The large file against the small one of the same kind, in turns."""
        commands = {
            "small": self.inspect(small.path),
            "huge": self.inspect(huge.path),
            "tcpdump": ["tcpdump", "-n", "-r", huge.path, "-w", "/dev/null"],
        }
        runs = self.turns(commands, huge.path.name)
        self.add_file(huge, {"ws101": runs["huge"], "tcpdump": runs["tcpdump"]})
        grown = ratio(runs["huge"], runs["small"]) / (huge.size / small.size)
        peaks = [max(run.peak for run in runs[name]) / 2**20 for name in ("small", "huge")]
        self.bound("huge: time for each byte, against small's", f"{grown:.2f} ×", goal("≤", LINEAR, grown, " ×"))
        self.bound("huge: peak memory, small's in front", f"{peaks[0]:.0f}, {peaks[1]:.0f} MiB", "report")

    def inflate_program(self):
        """inflate.c, compiled; None where that can't be done."""
        source, program = Path(__file__).with_name("inflate.c"), self.arguments.folder / "inflate"
        compiler = shutil.which("cc") or shutil.which("clang")
        if compiler is None:
            print("bench: there is no C compiler: zlib's own time is not measured", file=sys.stderr)
            return None
        command = [compiler, "-O2", "-o", str(program), str(source), "-lz"]
        return program if subprocess.run(command).returncode == 0 else None

    def opening_program(self):
        """Opening/, built once a run."""
        if self.opening is None:
            command = [os.environ.get("SWIFT", "swift"), "build", "-c", "release", "--product", "opening"]
            # As .ci/build does, so that what it has built serves again.
            if sys.platform == "linux":
                command.append("--static-swift-stdlib")
            print("bench: building Opening/", file=sys.stderr)
            subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "WS101_BENCH": "1"}, stdout=sys.stderr)
            self.opening = ROOT / ".build" / "release" / "opening"
        return self.opening

    @staticmethod
    def alone(command):
        """CPU and wall seconds of a library alone for what is in a file, and the bytes that came out."""
        words = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        return float(words[0]), float(words[1]), int(words[2])


def print_table(head, body):
    widths = [max(len(row[column]) for row in [head, *body]) for column in range(len(head))]
    for row in [head, ["-" * width for width in widths], *body]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "kinds", nargs="*", help=f"which captures: {', '.join(generate.KINDS)} (default: {', '.join(USUAL)})"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each program runs (default: 3)")
    parser.add_argument("--size", type=int, help="megabytes (default: 200; deflate 50, huge 4000; short has its own)")
    parser.add_argument("--jobs", type=int, help="threads of ws101, where one and two are not compared")
    parser.add_argument("--binary", type=Path, default=BINARY, help="the ws101 to measure (default: the release build)")
    parser.add_argument("--folder", type=Path, default=ROOT / ".build" / "bench", help="where the captures are kept")
    parser.add_argument("--keep", action="store_true", help="keep the 4 GB of huge as well")
    parser.add_argument("--without-tshark", action="store_true", help="leave out the slowest program")
    arguments = parser.parse_args()
    unknown = set(arguments.kinds) - set(generate.KINDS)
    if unknown:
        parser.error(f"no such capture: {', '.join(sorted(unknown))}")
    if shutil.which(str(arguments.binary)) is None:
        parser.error(f"{arguments.binary} is missing: run `make build`, or give --binary")
    arguments.folder.mkdir(parents=True, exist_ok=True)

    version = subprocess.run(["tshark", "--version"], capture_output=True, text=True).stdout.split(" (Git")[0]
    bench = Bench(arguments)
    load = os.getloadavg()[0]
    for kind in arguments.kinds or USUAL:
        bench.measure(kind, None if kind == "short" else arguments.size)
    system = os.uname()
    print(
        f"{system.sysname} {system.machine}, {os.cpu_count()} CPUs, load {load:.1f} at the start; {version}; "
        f"{arguments.rounds} rounds, medians\n"
    )
    print_table(Bench.FILE_HEAD, bench.files)
    if bench.bounds:
        print()
        print_table(Bench.BOUND_HEAD, bench.bounds)


if __name__ == "__main__":
    main()
