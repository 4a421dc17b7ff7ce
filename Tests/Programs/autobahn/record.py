"""Records the cases of Autobahn|Testsuite, the fuzzer once as client and once as server, and writes their index."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from labels import label

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent.parent
RECORDINGS = TESTS / "DissectionTests" / "Autobahn"
INDEX = "index.ndjson"
GROUPS = ("protocol", "limits", "compression")
ROLES = ("client", "server")
PORT = 9001
# In seconds; a group needs less than two minutes, most of it pauses of the suite.
TIME_LIMIT = 600

sys.path.insert(0, str(TESTS.parent / "samples" / "record"))
from loopback import LoopbackCapture, RecordingFailed, require_free  # noqa: E402


class Program:
    """`async with Program(…) as program:` runs it, and ends it if it still runs then."""

    def __init__(self, *arguments, **options):
        self.arguments = [str(argument) for argument in arguments]
        self.options = options

    async def __aenter__(self):
        self.process = await asyncio.create_subprocess_exec(*self.arguments, **self.options)
        return self.process

    async def __aexit__(self, *_):
        if self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()


async def wait_until_served():
    """Returns when something listens at the port; nothing is sent there."""
    for _ in range(200):
        with open("/proc/net/tcp") as table:
            if any(line.split()[1].endswith(f":{PORT:04X}") and line.split()[3] == "0A" for line in table):
                return
        await asyncio.sleep(0.05)
    raise RecordingFailed(f"nothing serves port {PORT}")


async def listed(fuzzer, group):
    process = await asyncio.create_subprocess_exec(*fuzzer, group, "--list", stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    return output.decode().split()


async def play(fuzzer, group, role, recording, results):
    """Runs the group's cases while the port is captured."""
    peer = [sys.executable, HERE / "peer.py"]
    fuzzing = [*fuzzer, group, role, PORT, results]
    require_free([PORT])
    quiet = {"stdout": asyncio.subprocess.DEVNULL}
    if role == "client":
        async with Program(*peer, "server", PORT):
            await wait_until_served()
            async with LoopbackCapture([PORT], recording):
                async with Program(*fuzzing, **quiet) as running:
                    await asyncio.wait_for(running.wait(), TIME_LIMIT)
    else:
        async with Program(*fuzzing, **quiet) as running:
            await wait_until_served()
            async with LoopbackCapture([PORT], recording):
                async with Program(*peer, "client", PORT, *await listed(fuzzer, group)) as client:
                    await asyncio.wait_for(client.wait(), TIME_LIMIT)
                    await asyncio.wait_for(running.wait(), TIME_LIMIT)


def indexed(group, role, results, identifiers):
    """The index's lines for a recording, in the order of the cases; every case must be there once."""
    lines = {}
    for text in results.read_text().splitlines():
        line = json.loads(text)
        if lines.setdefault(line["case"], line) is not line:
            raise RecordingFailed(f"{line['case']} ran twice")
    if set(lines) != set(identifiers):
        raise RecordingFailed(f"cases missing: {sorted(set(identifiers) - set(lines))}")
    return [entry(f"{role}-{group}.pcapng", lines[name]) for name in identifiers]


def entry(recording, line):
    """A line of the index: what came back is left out where it is what was sent."""
    if line["received"] == line["sent"]:
        del line["received"]
    return {"recording": recording} | line | label(line)


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"{', '.join(GROUPS)} (default: all)")
    arguments = parser.parse_args()
    fuzzer = [os.environ["FUZZER_PYTHON"], "-W", "ignore", str(HERE / "fuzzer.py")]
    groups = arguments.groups or GROUPS
    index = RECORDINGS / INDEX
    kept = [json.loads(line) for line in index.read_text().splitlines()] if index.exists() else []
    lines = {(line["recording"], line["case"]): line for line in kept}
    for group in groups:
        identifiers = await listed(fuzzer, group)
        for role in ROLES:
            recording = RECORDINGS / f"{role}-{group}.pcapng"
            with tempfile.TemporaryDirectory(prefix="ws101-autobahn-") as folder:
                results = Path(folder) / "results.ndjson"
                await play(fuzzer, group, role, recording, results)
                fresh = indexed(group, role, results, identifiers)
            lines = {key: line for key, line in lines.items() if key[0] != recording.name}
            lines |= {(line["recording"], line["case"]): line for line in fresh}
            print(f"{recording.name}: {len(fresh)} cases, {recording.stat().st_size:,} bytes", file=sys.stderr)
    files = [f"{role}-{group}.pcapng" for group in GROUPS for role in ROLES]
    written = sorted(lines.values(), key=lambda line: files.index(line["recording"]))
    index.write_text("".join(json.dumps(line, ensure_ascii=True) + "\n" for line in written))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except RecordingFailed as error:
        sys.exit(f"autobahn: {error}")
