"""Records the scenarios into Tests/DissectionTests/Ends/, each with what its programs' APIs reported."""

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "samples" / "record"))

import programs
import truth
from loopback import LoopbackCapture, RecordingFailed, require_free
from scenarios import PAGE, PROXY, SCENARIOS, SERVER

ENDS = HERE.parents[1] / "DissectionTests" / "Ends"
TRUTH = ENDS / "truth.json"


class Player:
    """A program that plays its steps in a process of its own, and what it says."""

    def __init__(self, name, role, arguments):
        self.name, self.role, self.arguments = name, role, arguments
        self.log = []
        self.news = asyncio.Condition()

    async def __aenter__(self):
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(HERE / f"{self.name}_end.py"),
            self.role,
            *self.arguments,
            stdout=asyncio.subprocess.PIPE,
        )
        self.reading = asyncio.create_task(self.read())
        return self

    async def __aexit__(self, kind, error, trace):
        if self.process.returncode is None and kind is None:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.process.wait(), 10)
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await self.reading

    async def read(self):
        async for line in self.process.stdout:
            async with self.news:
                self.log.append(json.loads(line))
                self.news.notify_all()

    async def said(self, event):
        async with self.news:
            await asyncio.wait_for(self.news.wait_for(lambda: any(line["event"] == event for line in self.log)), 15)

    async def over(self):
        await asyncio.wait_for(self.process.wait(), 20)

    def send(self, name):
        self.process.send_signal(getattr(signal, name))


class Browser(Player):
    """Chromium, with page.html playing the steps."""

    async def __aenter__(self):
        steps = self.arguments
        port = PROXY if self.role == "client of a proxy" else SERVER
        page = (HERE / "page.html").read_text().replace("STEPS", json.dumps(steps)).replace("PORT", str(port))
        self.folder = tempfile.TemporaryDirectory(prefix="ws101-page-")
        path = Path(self.folder.name) / "page.html"
        path.write_text(page)
        self.browsing = asyncio.create_task(programs.browse(PAGE, path, "--disable-popup-blocking"))
        return self

    async def __aexit__(self, *_):
        self.browsing.cancel()
        self.folder.cleanup()

    async def over(self):
        self.log = [json.loads(line) for line in await self.browsing if line != "done"]


def start(name, scenario, role, options, steps):
    if name == "chromium":
        return Browser(name, "client of a proxy" if scenario.nginx is not None else role, steps)
    port = PROXY if scenario.nginx is not None else SERVER
    where = str(SERVER) if role == "server" else f"ws://127.0.0.1:{port}/"
    return Player(name, role, [*options, where, *steps])


async def play(scenario, client_name, server_name):
    """Plays both sides to their ends; gives their logs."""
    async with contextlib.AsyncExitStack() as stage:
        if scenario.nginx is not None:
            await stage.enter_async_context(
                programs.nginx(PROXY, SERVER, forward_upgrade=True, settings=scenario.nginx)
            )
        server = start(server_name, scenario, "server", scenario.server_options, scenario.server)
        await stage.enter_async_context(server)
        await server.said("listening")
        client = start(client_name, scenario, "client", scenario.client_options, scenario.client)
        await stage.enter_async_context(client)
        players = {"client": client, "server": server}
        for whose, *acts in scenario.acts:
            await players[whose].said("ready")
            for seconds, whom, name in acts:
                await asyncio.sleep(seconds)
                players[whom].send(name)
        await client.over()
        await server.over()
    return client.log, server.log


def version(name):
    return "none" if name == "raw" else programs.version({"chromium": "Chromium"}.get(name, name))


async def record(scenario, pair):
    client_name, server_name = pair.split("-")
    name = f"{scenario.name}.{pair}"
    ports = [SERVER] if scenario.nginx is None else [PROXY, SERVER]
    require_free([*ports, PAGE])
    with tempfile.TemporaryDirectory(prefix="ws101-end-") as folder:
        path = Path(folder) / "session.pcapng"
        async with LoopbackCapture(ports, path):
            client, server = await asyncio.wait_for(play(scenario, client_name, server_name), 30)
        versions = {"client": version(client_name), "server": version(server_name)}
        if scenario.nginx is not None:
            versions["proxy"] = programs.version("nginx")
        found = truth.of(scenario, path, client_name, server_name, client, server, versions)
        ENDS.mkdir(exist_ok=True)
        shutil.move(path, ENDS / f"{name}.pcapng")
    print(name, file=sys.stderr)
    return found


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="scenarios, or recordings (default: all)")
    arguments = parser.parse_args()
    os.environ["no_proxy"] = "*"
    known = json.loads(TRUTH.read_text()) if TRUTH.exists() else {}
    failed = []
    for scenario in SCENARIOS:
        for pair in scenario.pairs:
            name = f"{scenario.name}.{pair}"
            if arguments.names and not {scenario.name, name} & set(arguments.names):
                continue
            try:
                known[name] = await record(scenario, pair)
            except Exception as error:  # one scenario's trouble must not cost the others
                failed.append(name)
                print(f"{name}: not recorded: {type(error).__name__}: {error}", file=sys.stderr)
    names = [f"{scenario.name}.{pair}" for scenario in SCENARIOS for pair in scenario.pairs]
    TRUTH.write_text(json.dumps({name: known[name] for name in names if name in known}, indent=1) + "\n")
    if failed:
        raise RecordingFailed(f"not recorded: {', '.join(failed)}")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except RecordingFailed as error:
        sys.exit(f"ends: {error}")
