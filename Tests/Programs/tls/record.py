"""Records the scenarios into Tests/DissectionTests/TLS/: packets, key log, and what the programs say is true."""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "samples" / "record"))

import opinion
from certificates import Certificates
from loopback import LoopbackCapture, RecordingFailed, require_free
from listing import write_listing
from scenario import SCENARIOS, Stage
from versions import version_of

import browsers  # noqa: F401  (fills SCENARIOS, like those below)
import ciphers  # noqa: F401
import failures  # noqa: F401
import features  # noqa: F401
import libraries  # noqa: F401
import commands  # noqa: F401
import others  # noqa: F401
import tunnels  # noqa: F401
import placement  # noqa: F401

FOLDER = HERE.parents[1] / "DissectionTests" / "TLS"
LARGEST = 120_000


async def perform(scenario, stage):
    if asyncio.iscoroutinefunction(scenario.play):
        await scenario.play(stage, *scenario.arguments)
    else:
        await asyncio.to_thread(scenario.play, stage, *scenario.arguments)


async def play(scenario, stage, path):
    """A scenario that is a generator yields once: where its capture is to begin."""
    if scenario.yields_where_the_capture_begins:
        acts = scenario.play(stage, *scenario.arguments)
        await anext(acts)
        async with LoopbackCapture(scenario.ports, path):
            await anext(acts, None)
    else:
        async with LoopbackCapture(scenario.ports, path):
            await perform(scenario, stage)


async def record(scenario, certificates):
    """The files of a recording replace the old ones only once tshark's opinion of it is known."""
    require_free(scenario.ports)
    with tempfile.TemporaryDirectory(prefix="ws101-tls-") as name:
        stage = Stage(certificates, Path(name))
        capture, keys = Path(name) / "new.pcapng", Path(name) / "new.keys"
        await asyncio.wait_for(play(scenario, stage, capture), 90)
        if stage.key_file.exists():
            stage.keys += stage.key_file.read_text().splitlines()
        keys.write_text("".join(line + "\n" for line in stage.keys))
        truth = {
            "shows": scenario.shows,
            "programs": {role: version_of(program) for role, program in scenario.programs.items()},
            "connections": stage.connections,
        }
        opinion.check(scenario, capture, keys, truth)
        if capture.stat().st_size > LARGEST:
            raise RecordingFailed(f"{capture.stat().st_size} bytes; at most {LARGEST}")
        target = FOLDER / scenario.name
        shutil.move(capture, f"{target}.pcapng")
        Path(f"{target}.keys").unlink(missing_ok=True)
        if stage.keys:
            shutil.move(keys, f"{target}.keys")
        Path(f"{target}.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False) + "\n")
    return truth.get("tshark", "agrees")


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which recordings (or beginnings of names; default: all)")
    parser.add_argument("--list", action="store_true", help="list the recordings and stop")
    arguments = parser.parse_args()
    chosen = [
        scenario
        for name, scenario in SCENARIOS.items()
        if not arguments.names or any(name.startswith(wanted) for wanted in arguments.names)
    ]
    if arguments.list:
        for scenario in chosen:
            print(f"{scenario.name:60} {scenario.shows}")
        return
    FOLDER.mkdir(exist_ok=True)
    failed = []
    with tempfile.TemporaryDirectory(prefix="ws101-certificates-") as folder:
        certificates = Certificates(Path(folder))
        for scenario in chosen:
            try:
                print(f"{scenario.name}: tshark {await record(scenario, certificates)}", file=sys.stderr)
            except Exception as error:  # one recording's trouble must not cost the others
                failed.append(scenario.name)
                print(f"{scenario.name}: not recorded: {type(error).__name__}: {error}", file=sys.stderr)
    write_listing(FOLDER, SCENARIOS)
    if failed:
        raise RecordingFailed(f"not recorded: {', '.join(failed)}")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except RecordingFailed as error:
        sys.exit(f"tls: {error}")
