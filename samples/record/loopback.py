"""Records the TCP traffic of some ports into a pcapng file, with its first and last packet in it."""

import asyncio
import os
import signal
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

# The discard port: a datagram sent there shows that tcpdump is capturing, and is left out of the recording.
PROBE_PORT = 9


class RecordingFailed(Exception):
    """The recording is missing, incomplete, or does not hold what its scene promises."""


def require_free(ports):
    """Says which port is in use, before a stranger's traffic gets into a recording."""
    for port in ports:
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((host, port))
                except OSError as error:
                    if family == socket.AF_INET:
                        raise RecordingFailed(f"port {port} is not free: {error}") from error


class Capture:
    """`async with Capture([8765], path):` leaves the traffic of these ports in the file `path`.

    The interface is loopback unless another is given, with an address that is reached through it.
    """

    def __init__(self, ports, path, interface="lo", address="127.0.0.1"):
        self.ports = list(ports)
        self.path = Path(path)
        self.interface = interface
        self.address = address

    async def __aenter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="ws101-record-")
        self.raw = Path(self.folder.name) / "raw.pcap"
        ports = " or ".join(f"tcp port {port}" for port in self.ports)
        # In immediate mode a packet takes 256 KiB of the buffer, however short it is: 128 MiB hold 512.
        command = ["tcpdump", "-i", self.interface, "-s", "0", "-B", "131072", "-U", "--immediate-mode", "-n"]
        command += ["-w", str(self.raw)]
        if os.geteuid() == 0:
            command += ["-Z", "root"]  # otherwise tcpdump gives up root and cannot write into the folder
        self.log = open(Path(self.folder.name) / "tcpdump.log", "w+")
        self.tcpdump = await asyncio.create_subprocess_exec(
            *command, f"{ports} or udp port {PROBE_PORT}", stderr=self.log
        )
        try:
            await self.wait_for_probe()
        except BaseException:
            await self.stop()
            self.folder.cleanup()
            raise
        return self

    async def __aexit__(self, kind, error, trace):
        try:
            if kind is None:
                await asyncio.sleep(0.3)  # the kernel's own last ACK or FIN
                await self.wait_for_probe()
            report = await self.stop()
            if kind is None:
                if "0 packets dropped by kernel" not in report:
                    raise RecordingFailed(f"packets were lost: {report}")
                self.convert()
        finally:
            self.folder.cleanup()

    async def wait_for_probe(self):
        """Returns when a datagram sent now is in the file, and with it all that was sent before."""
        mark = uuid.uuid4().bytes
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(200):
                sender.sendto(mark, (self.address, PROBE_PORT))
                await asyncio.sleep(0.05)
                if self.raw.exists() and mark in self.raw.read_bytes():
                    return
                if self.tcpdump.returncode is not None:
                    break
        self.log.seek(0)
        raise RecordingFailed(f"tcpdump does not capture (are you root?): {self.log.read().strip()}")

    async def stop(self):
        if self.tcpdump.returncode is None:
            self.tcpdump.send_signal(signal.SIGINT)
        await self.tcpdump.wait()
        self.log.seek(0)
        report = self.log.read()
        self.log.close()
        return report

    def convert(self):
        clean = self.raw.with_name("clean.pcap")
        subprocess.run(
            ["tcpdump", "-n", "-r", self.raw, "-w", clean, "tcp"] + (["-Z", "root"] if os.geteuid() == 0 else []),
            check=True,
            stderr=subprocess.DEVNULL,
        )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["editcap", "-F", "pcapng", clean, self.path], check=True)
