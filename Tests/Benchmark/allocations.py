#!/usr/bin/env python3
"""Counts how often `ws101 inspect` allocates memory, and fails where packets, frames or messages do.

Each kind of capture is made twice, the second one longer with more packets of the same sessions: what its run allocates
more is what the packets cost. A few allocations a megabyte are for buffers that went from one thread to another; one for
each packet, frame or message would be many times more. Linux with glibc only; needs a C compiler.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import generate

HERE = Path(__file__).resolve().parent
BINARY = HERE.parents[1] / ".build" / "release" / "ws101"
KINDS = ["small", "large", "loopback", "deflate"]
MEGABYTES = (4, 8)
# The fewest packets are those of `loopback`, 94 a megabyte.
ALLOWED_PER_MEGABYTE = 16


def allocations(library, file, jobs, folder):
    """How often one run allocates."""
    report = folder / "count"
    environment = dict(os.environ, LD_PRELOAD=str(library), ALLOCATIONS=str(report))
    command = [BINARY, "inspect", file, "--jobs", str(jobs)]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return int(report.read_text())


def main():
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = folder / "allocations.so"
        compiler = os.environ.get("CC") or shutil.which("cc") or "clang"
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, HERE / "allocations.c"], check=True)
        for kind in KINDS:
            files = [folder / f"{kind}-{size}.pcap" for size in MEGABYTES]
            packets = [generate.generate(kind, size * 1_000_000, file)[0] for file, size in zip(files, MEGABYTES)]
            for jobs in (1, 2):
                counts = [allocations(library, file, jobs, folder) for file in files]
                more = counts[1] - counts[0]
                is_too_many = more > ALLOWED_PER_MEGABYTE * (MEGABYTES[1] - MEGABYTES[0])
                failed = failed or is_too_many
                print(
                    f"{kind:9} --jobs {jobs}: {counts[0]} allocations, {more} more for {packets[1] - packets[0]} more packets"
                    + ("  TOO MANY" if is_too_many else ""))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
