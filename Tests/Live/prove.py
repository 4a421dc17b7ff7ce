#!/usr/bin/env python3
"""Proves what `ws101 capture` promises, with real programs on real interfaces; to be run as root.

  digests   many connections on loopback, on all interfaces and over a cable, ws and wss: each message that the client
            sent and received, seen by ws101, in its order, with no packet dropped; on a cable that loses and
            reorders packets as well, where the kernel can do that
  stalled   a terminal that takes nothing (Ctrl-S): the file has every packet all the same
  killed    kill -9: the file can be read up to what was captured before
  signals   SIGINT, SIGTERM and SIGHUP: the summary comes, the file is whole, and the exit status says which
  pipes     standard output or standard error closed by its reader, or from the beginning
  full      a full disk: said, with its exit status; the capture goes on, or ends where that was asked for
  rotated   files of a set: no packet between them is missing, and only the newest are kept
  gone      the interface disappears: said, and what came before is whole
  back      --wait-for-interface: it is waited for, and captured again when it is back
  stdout    packets on standard output are a capture
  root      root keeps its user and no capability, --user and sudo's user are become, a capability of the file is given
            up: in every thread, while messages come, and the files belong to whom they should
  run       ws101 run: the command has all the rights of its user, and its sessions name it

Nothing here passes or fails by time. Each line says `ok`, `FAILED` or `skipped`, and why.
"""

import argparse
import collections
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path

import network
import talk

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python3"
TALK = Path(__file__).with_name("talk.py")


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


def check(condition, sentence):
    if not condition:
        raise Failed(sentence)


def wait_for(condition, what, limit=120):
    """Waits for something that has to come; the limit only keeps a broken program from waiting for ever."""
    end = time.monotonic() + limit
    while not condition():
        check(time.monotonic() < end, f"{what} never came")
        time.sleep(0.01)


class Capture:
    """A running `ws101 capture`."""

    def __init__(self, binary, *options, stdout=subprocess.PIPE, environment=None, prefix=()):
        self.errors = b""
        self.output = b""
        self.process = subprocess.Popen(
            [*prefix, binary, "capture", *options], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})})
        self.threads = [threading.Thread(target=self.gather, args=(self.process.stderr, "errors"))]
        if stdout == subprocess.PIPE:
            self.threads.append(threading.Thread(target=self.gather, args=(self.process.stdout, "output")))
        for thread in self.threads:
            thread.start()
        # Said once packets are kept.
        wait_for(lambda: b"capturing on" in self.errors or self.process.poll() is not None, "the announcement")
        check(self.process.poll() is None, f"it ended at once: {self.errors.decode()}")

    def gather(self, pipe, name):
        while chunk := pipe.read1(1 << 16):
            setattr(self, name, getattr(self, name) + chunk)

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.wait()

    def wait(self):
        status = self.process.wait(120)
        for thread in self.threads:
            thread.join()
        return status

    @property
    def said(self):
        return self.errors.decode()


class Server:
    """An echo server, here or on the other host."""

    def __init__(self, host, prefix=(), certificate=None):
        options = ["--certificate", f"{certificate}.pem", "--key", f"{certificate}.key"] if certificate else []
        self.process = subprocess.Popen(
            [*prefix, PYTHON, TALK, "serve", "--host", host, *options], stdout=subprocess.PIPE)
        self.port = json.loads(self.process.stdout.readline())["port"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def converse(uri, connections, messages, authority=None, environment=None):
    """Talks, and gives what the client says: by its port, for each connection from there in their order, how many messages
    there were and their digests."""
    options = ["--authority", f"{authority}.pem"] if authority else []
    done = subprocess.run(
        [PYTHON, TALK, "talk", "--uri", uri, "--connections", str(connections), "--messages", str(messages), *options],
        check=True, stdout=subprocess.PIPE, env={**os.environ, **(environment or {})})
    facts = collections.defaultdict(list)
    # On loopback a port is used again after a second.
    for fact in map(json.loads, done.stdout.splitlines()):
        facts[fact["port"]].append(fact)
    return facts


def events(output):
    return [json.loads(line) for line in output.splitlines() if line]


def compare(said, output, connections):
    """Holds what the client says against what ws101 says."""
    sessions, messages, summary, closed = {}, collections.defaultdict(list), None, 0
    for event in events(output):
        if event["type"] == "session":
            sessions[event["session"]] = event["client"]["port"] if isinstance(event["client"], dict) else int(
                event["client"].rsplit(":", 1)[1])
        elif event["type"] == "message":
            messages[event["session"], event["from"]].append((event["kind"], event["sha256"]))
        elif event["type"] == "close":
            closed += event["clean"]
        elif event["type"] == "summary":
            summary = event
        elif event["type"] in ("drops", "skipped"):
            raise Failed(f"something is missing: {event}")
    check(len(sessions) == connections, f"{len(sessions)} sessions instead of {connections}")
    check(closed == connections, f"{closed} sessions closed cleanly instead of {connections}")
    for session, port in sorted(sessions.items()):
        fact = said[port].pop(0)
        for side, name in (("client", "sent"), ("server", "received")):
            seen = messages[session, side]
            check(
                len(seen) == fact["messages"],
                f"session {session}: {len(seen)} messages from the {side} instead of {fact['messages']}")
            check(talk.digest_of(seen) == fact[name], f"session {session}: other messages from the {side}")
    check(summary["findings"]["error"] == 0, f"{summary['findings']}")


def packets_in(path, binary):
    done = subprocess.run([binary, "inspect", path, "--format", "ndjson"], stdout=subprocess.PIPE)
    check(done.returncode == 0, f"{path} can't be read: status {done.returncode}")
    return events(done.stdout)[-1]["packets"]


def captured(said):
    found = re.search(r"([\d,]+) packets? captured", said)
    check(found, f"no count of packets: {said}")
    return int(found[1].replace(",", ""))


class Proof:
    def __init__(self, arguments, folder):
        self.binary = arguments.binary
        self.connections, self.messages = arguments.connections, arguments.messages
        self.folder = Path(folder)
        self.failures = 0
        self.authority = self.folder / "authority"

    def certificate(self, *hosts):
        names = ",".join(f"IP:{host}" for host in hosts)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "2", "-subj", "/CN=ws101", "-addext", f"subjectAltName={names}", "-keyout", f"{self.authority}.key", "-out",
             f"{self.authority}.pem"],
            check=True, stderr=subprocess.DEVNULL)

    def attempt(self, name, body, *arguments):
        try:
            print(f"ok       {name}: {body(*arguments)}", flush=True)
        except Skipped as reason:
            print(f"skipped  {name}: {reason}", flush=True)
        except (Failed, subprocess.SubprocessError, OSError, KeyError, ValueError) as reason:
            print(f"FAILED   {name}: {type(reason).__name__}: {reason}", flush=True)
            self.failures += 1

    # Digests

    def digests(self, interface, host, prefix=(), secure=False, disturbed=False):
        keys = self.folder / f"keys-{time.monotonic_ns()}"
        with Server(host, prefix, self.authority if secure else None) as server:
            options = ["-i", interface] if interface else []
            options += ["--port", str(server.port), "--format", "ndjson", "--digest"]
            if secure:
                keys.touch(0o600)
                options += ["--keylog", str(keys)]
            # Into a file: a reader as slow as this one would have lines left out.
            lines = self.folder / f"lines-{time.monotonic_ns()}"
            with open(lines, "wb") as sink:
                capture = Capture(self.binary, *options, stdout=sink)
            scheme = "wss" if secure else "ws"
            connections = self.connections // (10 if disturbed else 1)
            said = converse(
                f"{scheme}://{host}:{server.port}/", connections, self.messages, self.authority if secure else None,
                {"SSLKEYLOGFILE": str(keys)} if secure else None)
            wait_for(lambda: self.is_still(lines), "the last line")
            capture.end()
        compare(said, lines.read_bytes(), connections)
        lines.unlink()
        check("0 dropped by the kernel" in capture.said, f"packets were dropped: {capture.said}")
        messages = 2 * connections * self.messages
        return f"{connections:,} connections, {messages:,} messages, {captured(capture.said):,} packets, none dropped"

    # Terminals and files

    def talk_a_while(self, *options, then, stdout=subprocess.PIPE, connections=20):
        """Captures a conversation with these options; `then` ends the capture and says what has to hold."""
        with Server("127.0.0.1") as server:
            capture = Capture(self.binary, "--port", str(server.port), *options, stdout=stdout)
            converse(f"ws://127.0.0.1:{server.port}/", connections, 20)
            return then(capture)

    def stalled(self):
        file = self.folder / "stalled.pcapng"
        master, terminal = pty.openpty()
        # A terminal that takes some hundred bytes and is never read: what Ctrl-S does to whoever writes.
        try:
            with Server("127.0.0.1") as server:
                capture = Capture(self.binary, "--port", str(server.port), "-w", str(file), stdout=terminal)
                converse(f"ws://127.0.0.1:{server.port}/", 100, 100)
                whole = 20_000
                wait_for(lambda: file.stat().st_size > 100_000 and self.is_still(file), "the file's rest")
                capture.process.send_signal(signal.SIGINT)
                reader = threading.Thread(target=self.drink, args=(master,), daemon=True)
                reader.start()
                capture.wait()
                packets = packets_in(file, self.binary)
                check(packets == captured(capture.said), f"{packets} packets in the file: {capture.said}")
                check(packets > whole, f"only {packets} packets")
                return f"{packets:,} packets in the file, all of them"
        finally:
            os.close(terminal)

    @staticmethod
    def is_still(file):
        before = file.stat().st_size
        time.sleep(0.5)
        return file.stat().st_size == before

    @staticmethod
    def drink(master):
        while True:
            try:
                if not os.read(master, 1 << 16):
                    return
            except OSError:
                return

    def killed(self):
        file = self.folder / "killed.pcapng"

        def then(capture):
            wait_for(lambda: file.stat().st_size > 100_000 and self.is_still(file), "the file's rest")
            capture.end(signal.SIGKILL)
            packets = packets_in(file, self.binary)
            check(packets > 1000, f"only {packets} packets")
            return f"{packets:,} packets can be read"

        return self.talk_a_while("-w", str(file), then=then)

    def signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            file = self.folder / f"{number.name}.pcapng"

            def then(capture):
                status = capture.end(number)
                check(status == 128 + number, f"{number.name}: status {status}")
                check(b"20 sessions" in capture.output, f"{number.name}: no summary: {capture.output[-200:]}")
                check(packets_in(file, self.binary) == captured(capture.said), f"{number.name}: the file lacks packets")

            self.talk_a_while("-w", str(file), then=then)
        return "each with its summary, its status and a whole file"

    def pipes(self):
        for name in ("stdout", "stderr"):
            file = self.folder / f"{name}.pcapng"
            with Server("127.0.0.1") as server:
                ends = os.pipe()
                process = subprocess.Popen(
                    [self.binary, "capture", "--port", str(server.port), "-w", str(file)], stdin=subprocess.DEVNULL,
                    **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, name: ends[1]})
                os.close(ends[1])
                wait_for(lambda: file.exists() and file.stat().st_size > 0, "the file")
                time.sleep(0.3)
                os.close(ends[0])
                converse(f"ws://127.0.0.1:{server.port}/", 20, 20)
                if name == "stderr":
                    wait_for(lambda: self.is_still(file), "the file's rest")
                    process.send_signal(signal.SIGINT)
                status = process.wait(60)
                check(status in (0, 130), f"{name}: status {status}")
                check(packets_in(file, self.binary) > 0, f"{name}: the file is empty")
        for closed in (">&-", "2>&-", ">&- 2>&-"):
            file = self.folder / "closed.pcapng"
            with Server("127.0.0.1") as server:
                process = subprocess.Popen(
                    ["bash", "-c", f"exec {self.binary} capture --port {server.port} -w {file} {closed}"],
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                wait_for(lambda: file.exists() and file.stat().st_size > 0 or process.poll() is not None, "the file")
                converse(f"ws://127.0.0.1:{server.port}/", 5, 5)
                time.sleep(0.3)
                process.send_signal(signal.SIGINT)
                output, errors = process.communicate(timeout=60)
                check(process.returncode >= 0, f"{closed}: killed by signal {-process.returncode}")
                check(b"Invalid argument" not in errors, f"{closed}: {errors.decode()}")
            file.unlink(missing_ok=True)
        return "the file is whole whoever goes away"

    def full(self):
        disk = self.folder / "disk"
        disk.mkdir()
        try:
            network.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk))
        except subprocess.CalledProcessError:
            raise Skipped("file systems can't be mounted here")
        try:
            file = disk / "full.pcapng"
            for what in ("continue", "stop"):

                def then(capture):
                    if what == "continue":
                        wait_for(lambda: b"No space left" in capture.errors, "the message")
                        check(capture.process.poll() is None, "it ended")
                        status = capture.end()
                        check(b"20 sessions" in capture.output, "sessions are missing from the summary")
                    else:
                        status = capture.wait()
                    check(status == 74, f"status {status}")
                    check("No space left" in capture.said, capture.said)
                    check(packets_in(file, self.binary) > 0, "what was written can't be read")

                self.talk_a_while("-w", str(file), "--on-full", what, then=then)
                file.unlink()
        finally:
            network.run("umount", str(disk))
        return "said, and what was written can be read"

    def rotated(self):
        base = self.folder / "set.pcapng"

        def then(capture):
            wait_for(lambda: capture.output.count(b"ended:") >= 20, "the end of the last session")
            capture.end()
            files = sorted(self.folder.glob("set_*.pcapng"))
            check(len(files) > 3, f"only {len(files)} files")
            packets = sum(packets_in(file, self.binary) for file in files)
            check(packets == captured(capture.said), f"{packets} packets in {len(files)} files: {capture.said}")
            done = subprocess.run([self.binary, "inspect", *files], stdout=subprocess.PIPE)
            check(b"20 sessions" in done.stdout, "sessions that span files are not whole")
            return f"{packets:,} packets in {len(files)} files"

        result = self.talk_a_while("-w", str(base), "--rotate-size", "64KB", then=then)
        few = self.folder / "few.pcapng"

        def then_few(capture):
            capture.end()
            files = sorted(self.folder.glob("few_*.pcapng"))
            check(len(files) == 2, f"{len(files)} files are kept")

        self.talk_a_while("-w", str(few), "--rotate-size", "64KB", "--keep", "2", then=then_few)
        return result

    def gone(self):
        reason = network.allowed()
        if reason:
            raise Skipped(reason)
        file = self.folder / "gone.pcapng"
        with network.Cable() as cable, Server(cable.there, cable.inside()) as server:
            capture = Capture(self.binary, "-i", cable.interface, "--port", str(server.port), "-w", str(file))
            converse(f"ws://{cable.there}:{server.port}/", 20, 20)
            wait_for(lambda: capture.output.count(b"ended:") >= 20, "the end of the last session")
            network.run("ip", "link", "delete", cable.interface)
            status = capture.wait()
            check(status == 69, f"status {status}: {capture.said}")
            check(cable.interface in capture.said, capture.said)
            check(b"20 sessions" in capture.output, "no summary")
            check(packets_in(file, self.binary) == captured(capture.said), "the file lacks packets")
        return "said, and what came before is whole"

    def back(self):
        reason = network.allowed()
        if reason:
            raise Skipped(reason)
        with network.Cable() as cable:
            pass
        # Now there is no such interface.
        process = subprocess.Popen(
            [self.binary, "capture", "-i", cable.interface, "--wait-for-interface"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said = b""
        output = b""
        try:
            for _ in range(2):
                while b"waiting for it" not in said:
                    said += process.stderr.readline()
                said = b""
                with cable, Server(cable.there, cable.inside()) as server:
                    while b"capturing on" not in said and b"is back" not in said:
                        said += process.stderr.readline()
                    converse(f"ws://{cable.there}:{server.port}/", 5, 5)
                    ended = 0
                    while ended < 5:
                        line = process.stdout.readline()
                        check(line, "the capture ended")
                        ended += b"ended:" in line
                        output += line
        finally:
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=60)
        check(b"10 sessions" in rest, f"the summary: {rest.decode()[-300:]}")
        return "5 sessions before it went, 5 after it was back"

    def stdout(self):
        file = self.folder / "stdout.pcapng"
        with open(file, "wb") as sink:

            def then(capture):
                wait_for(lambda: capture.errors.count(b"ended:") >= 20, "the end of the last session")
                capture.end()
                check(packets_in(file, self.binary) == captured(capture.said), "packets are missing")
                return f"{captured(capture.said):,} packets"

            return self.talk_a_while("-w", "-", then=then, stdout=sink)

    # Rights

    NOBODY = 54321

    def rights_of(self, process):
        """What the kernel says of all threads of a process."""
        found = []
        for task in Path(f"/proc/{process.pid}/task").iterdir():
            fields = dict(line.split(":", 1) for line in (task / "status").read_text().splitlines() if ":" in line)
            found.append({name: value.split() for name, value in fields.items()})
        check(found, "no threads")
        return found

    def confined(self, process, uid, keeps=0, bounding=True):
        for status in self.rights_of(process):
            check(status["Uid"] == [str(uid)] * 4, f"{status['Name']} runs as {status['Uid']}")
            for name in ("CapEff", "CapInh", "CapAmb") + (("CapBnd",) if bounding else ()):
                check(int(status[name][0], 16) == 0, f"{status['Name']} has {name} {status[name]}")
            check(int(status["CapPrm"][0], 16) == keeps, f"{status['Name']} has CapPrm {status['CapPrm']}")
            check(status["NoNewPrivs"] == ["1"], f"{status['Name']} may gain rights")
            if "Seccomp" in status:
                check(status["Seccomp"] == ["2"], f"{status['Name']} is not filtered")

    def root(self):
        sudo = {"SUDO_UID": str(self.NOBODY), "SUDO_GID": str(self.NOBODY)}
        user = ["setpriv", f"--reuid={self.NOBODY}", f"--regid={self.NOBODY}", "--clear-groups"]
        ways = [
            ("root", 0, [], {}, [], 0), ("sudo", self.NOBODY, [], sudo, [], 0),
            ("--user", self.NOBODY, [], {}, ["--user", "nobody"], 0),
            ("waiting", self.NOBODY, [], sudo, ["--wait-for-interface", "-i", "lo"], 1 << 13),
            ("setcap", self.NOBODY, user, {}, [], 0),
        ]
        done = []
        for name, uid, prefix, environment, options, keeps in ways:
            # A folder of whom the files will belong to; ws101 is copied, so that it can have a capability of its own.
            folder = self.folder / f"rights-{name}"
            folder.mkdir()
            if name == "--user":
                uid = int(subprocess.run(["id", "-u", "nobody"], stdout=subprocess.PIPE, check=True).stdout)
            os.chown(folder, uid, uid)
            binary = self.binary
            if name == "setcap":
                binary = str(folder / "ws101")
                shutil.copy(self.binary, binary)
                try:
                    network.run("setcap", "cap_net_raw=p", binary)
                except (FileNotFoundError, subprocess.CalledProcessError):
                    done.append("setcap: not possible here")
                    continue
            base = folder / "set.pcapng"
            with Server("127.0.0.1") as server:
                capture = Capture(
                    binary, "--port", str(server.port), "-w", str(base), "--rotate-size", "64KB", *options, prefix=prefix,
                    environment=environment)
                self.confined(capture.process, uid, keeps, bounding=name != "setcap")
                converse(f"ws://127.0.0.1:{server.port}/", 20, 20)
                wait_for(lambda: capture.output.count(b"ended:") >= 20, "the end of the last session")
                # Threads that began since then, too.
                self.confined(capture.process, uid, keeps, bounding=name != "setcap")
                # Own processes are named whoever runs it, those of others where root could look into them before.
                named = re.search(rb"python3? ?\d*", capture.output)
                check(named or name == "setcap", f"{name}: no process is named: {capture.output[:500]}")
                status = capture.end()
            check(status == 130, f"{name}: status {status}: {capture.said}")
            files = sorted(folder.glob("set_*.pcapng"))
            check(len(files) > 3, f"{name}: {len(files)} files")
            for file in files:
                check(file.stat().st_uid == uid, f"{name}: {file} is of user {file.stat().st_uid}")
            packets = sum(packets_in(file, self.binary) for file in files)
            check(packets == captured(capture.said), f"{name}: {packets} packets in {len(files)} files: {capture.said}")
            done.append(name)
        return ", ".join(done)

    def run(self):
        # A program that becomes root by its file, as sudo is.
        folder = self.folder / "run"
        folder.mkdir()
        folder.chmod(0o777)
        identity = folder / "identity"
        shutil.copy(shutil.which("id"), identity)
        identity.chmod(0o4755)
        done_as = []
        for uid, environment in ((0, {}), (self.NOBODY, {"SUDO_UID": str(self.NOBODY), "SUDO_GID": str(self.NOBODY)})):
            with Server("127.0.0.1", certificate=self.authority) as server:
                talker = f"exec {PYTHON} {TALK} talk --uri wss://127.0.0.1:{server.port}/ --connections 3 --messages 5 " \
                    f"--authority {self.authority}.pem"
                # Python may be in a home folder that another user can't enter.
                talks = subprocess.run(
                    ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "sh", "-c",
                     f"exec {PYTHON} -c 'import websockets'"],
                    stderr=subprocess.DEVNULL).returncode == 0
                if not talks:
                    talker = "true"
                done = subprocess.run(
                    [self.binary, "run", "-i", "lo", "--port", str(server.port), "--", "sh", "-c",
                     f"id -u; {identity} -u; cat /proc/self/status; {talker}"],
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                    env={**os.environ, "TMPDIR": str(folder), **environment})
            said, output = done.stderr.decode(), done.stdout.decode()
            check(done.returncode == 0, f"status {done.returncode}: {said}")
            check(output.startswith(f"{uid}\n0\n"), f"the command runs as {output[:20]!r}")
            check("NoNewPrivs:\t0" in output and "Seccomp:\t2" not in output, "the command is confined")
            if talks:
                check("3 sessions" in said, f"its sessions: {said}")
                check("#5" in said and "text" in said, f"they were not opened: {said}")
            check(not list(folder.glob("ws101-*")), "the keys are still there")
            done_as.append(f"{uid}" if talks else f"{uid}, without sessions: that user can't run {PYTHON}")
        return f"as user {'; '.join(done_as)}"

    def all(self, wanted):
        steps = []
        reason = network.allowed()
        for secure in (False, True):
            scheme = "wss" if secure else "ws"
            steps.append((f"digests, {scheme} on lo", self.digests, "lo", "127.0.0.1", (), secure))
            steps.append((f"digests, {scheme} on all interfaces", self.digests, None, "127.0.0.1", (), secure))
        for name in ("stalled", "killed", "signals", "pipes", "full", "rotated", "gone", "back", "stdout", "root", "run"):
            steps.append((name, getattr(self, name)))
        self.certificate("127.0.0.1", "10.101.7.2")
        for name, body, *arguments in steps:
            if not wanted or any(word in name for word in wanted):
                self.attempt(name, body, *arguments)
        for name, secure, how in (
            ("digests, ws over a cable", False, None),
            ("digests, wss over a cable", True, None),
            ("digests, ws over a bad cable", False, ("loss", "1%", "delay", "2ms", "1ms", "reorder", "5%")),
        ):
            if not wanted or any(word in name for word in wanted):
                self.attempt(name, self.over_cable, reason, secure, how)

    def over_cable(self, reason, secure, how):
        if reason:
            raise Skipped(reason)
        with network.Cable() as cable:
            if how and not cable.disturb(*how):
                raise Skipped("this kernel has no netem")
            return self.digests(
                cable.interface, cable.there, cable.inside(), secure=secure, disturbed=how is not None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only steps whose names have one of these words")
    parser.add_argument("--binary", default=str(ROOT / ".build" / "release" / "ws101"))
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--messages", type=int, default=100, help="for each connection, each way")
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        print("skipped  everything: only root captures")
        return 0
    with tempfile.TemporaryDirectory(prefix="ws101-") as folder:
        # Other users come through to what is theirs in it.
        os.chmod(folder, 0o711)
        proof = Proof(arguments, folder)
        proof.all(arguments.names)
    return 1 if proof.failures else 0


if __name__ == "__main__":
    sys.exit(main())
