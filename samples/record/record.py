"""Records the scenes into samples/sessions/ and writes the table in samples/README.md."""

import argparse
import asyncio
import inspect
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import contents
import programs
import readme
from line import Line
from loopback import Capture, RecordingFailed, require_free
from scene import SCENES

import scenes  # noqa: F401  (fills SCENES)

HERE = Path(__file__).resolve().parent
SESSIONS = HERE.parent / "sessions"
# The lessons are proven on a second, independent recording of each session that they use, and ask over it again later.
SECOND = HERE.parent / "second"
MANIFEST = HERE / "manifest.json"


async def play(scene, path):
    """A scene that is a generator yields once: at the point where its capture is to begin. One with a line is handed it,
    and is captured on this machine's end."""
    ports = scene.ports + scene.secure_ports
    if scene.line is not None:
        async with Line(scene.line) as line:
            async with Capture(ports, path, line.interface, line.there):
                await scene.play(line)
        return
    capture = Capture(ports, path)
    if inspect.isasyncgenfunction(scene.play):
        acts = scene.play()
        await anext(acts)
        async with capture:
            await anext(acts, None)
    else:
        async with capture:
            await scene.play()


async def play_with_keys(scene, path):
    """As `play`; the key log that the scene's clients write goes into the file."""
    with tempfile.TemporaryDirectory(prefix="ws101-keys-") as folder:
        keys, locked = Path(folder) / "keys", Path(folder) / "locked.pcapng"
        os.environ["SSLKEYLOGFILE"] = str(keys)
        try:
            await asyncio.wait_for(play(scene, locked), 120)
        finally:
            del os.environ["SSLKEYLOGFILE"]
        subprocess.run(["editcap", "--inject-secrets", f"tls,{keys}", locked, path], check=True)


async def record(scene, folder):
    """Plays the scene while its ports are captured; the file replaces the old one only when it is right."""
    path = folder / f"{scene.name}.pcapng"
    fresh = folder / f".{scene.name}.pcapng"
    require_free(scene.ports + scene.secure_ports)
    try:
        if scene.secure_ports:
            await play_with_keys(scene, fresh)
        else:
            await asyncio.wait_for(play(scene, fresh), 120)
        found = contents.summary(fresh, scene)
        contents.check(scene, found)
        shutil.move(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    print(f"{scene.name}: {found['packets']} packets, {found['bytes']} bytes, {found['frames']}", file=sys.stderr)
    return found


def write_tables(manifest):
    MANIFEST.write_text(json.dumps({name: manifest[name] for name in SCENES if name in manifest}, indent=1) + "\n")
    readme.write(HERE.parent / "README.md", SCENES, manifest)


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which sessions to record (default: all)")
    parser.add_argument("--list", action="store_true", help="list the sessions and stop")
    arguments = parser.parse_args()
    os.environ["no_proxy"] = "*"  # the peers are all here, whatever proxy this machine uses
    logging.disable(logging.ERROR)  # the servers' complaints about broken peers are what is being recorded
    if arguments.list:
        for scene in SCENES.values():
            print(f"{scene.name:30} {scene.shows}")
        return
    unknown = set(arguments.names) - set(SCENES)
    if unknown:
        raise RecordingFailed(f"no such session: {', '.join(sorted(unknown))} (see --list)")

    manifest = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    failed = []
    for scene in SCENES.values():
        if arguments.names and scene.name not in arguments.names:
            continue
        try:
            found = await record(scene, SESSIONS)
            if scene.lesson:
                await record(scene, SECOND)
        except Exception as error:  # one scene's trouble must not cost the others
            failed.append(scene.name)
            print(f"{scene.name}: not recorded: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        manifest[scene.name] = found | {
            "recorded": date.today().isoformat(),
            "programs": [programs.version(program) for program in scene.programs],
        }
        # At once: whoever stops this run has replaced files already, and their rows belong to them.
        write_tables(manifest)
    write_tables(manifest)
    strangers = {path.stem for path in SESSIONS.glob("*.pcapng")} - set(manifest)
    if strangers:
        failed += sorted(strangers)
        print(f"not in the manifest: {', '.join(sorted(strangers))}; record them again", file=sys.stderr)
    if failed:
        raise RecordingFailed(f"not recorded: {', '.join(failed)}")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except RecordingFailed as error:
        sys.exit(f"samples: {error}")
