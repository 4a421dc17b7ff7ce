"""Another machine: a network namespace at the end of a slow line that can be cut."""

import asyncio
import fcntl
import os
import signal
import struct
import subprocess

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def ip(*arguments, inside=()):
    subprocess.run([*inside, "ip", *arguments], check=True)


def make_tunnel(name):
    """A TUN interface: the packets that go out of it can be read from the file, and what is written there comes in."""
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return file


def set_up(name, address, inside=()):
    # Without IPv6 an interface says nothing of its own accord.
    subprocess.run([*inside, "sysctl", "-q", f"net.ipv6.conf.{name}.disable_ipv6=1"], check=True)
    ip("address", "add", f"{address}/24", "dev", name, inside=inside)
    ip("link", "set", name, "up", inside=inside)


class Line:
    """`async with Line(0.04) as line:` joins this machine, `here`, to another, `there`, 40 ms away in each direction."""

    here, there = "10.101.0.1", "10.101.0.2"
    interface, far_interface = "ws101", "ws101far"

    def __init__(self, delay=0.0):
        self.delay = delay
        self.is_cut = False
        self.programs = []

    async def __aenter__(self):
        self.near = make_tunnel(self.interface)
        set_up(self.interface, self.here)
        await self.boot()
        return self

    async def __aexit__(self, *_):
        await self.shut_down()
        asyncio.get_running_loop().remove_reader(self.near)
        os.close(self.near)

    async def boot(self):
        """Makes the other machine: a process that does nothing keeps its namespace."""
        self.machine = await asyncio.create_subprocess_exec("unshare", "--net", "sleep", "infinity")
        await self.wait_for_namespace()
        self.inside = ["nsenter", f"--net=/proc/{self.machine.pid}/ns/net"]
        self.far = make_tunnel(self.far_interface)
        ip("link", "set", self.far_interface, "netns", str(self.machine.pid))
        ip("link", "set", "lo", "up", inside=self.inside)
        set_up(self.far_interface, self.there, self.inside)
        loop = asyncio.get_running_loop()
        for source, target in (("near", "far"), ("far", "near")):
            loop.remove_reader(getattr(self, source))
            loop.add_reader(getattr(self, source), self.carry, source, target)

    async def wait_for_namespace(self):
        own = os.readlink("/proc/self/ns/net")
        for _ in range(100):
            if os.readlink(f"/proc/{self.machine.pid}/ns/net") != own:
                return
            await asyncio.sleep(0.02)
        raise RuntimeError("unshare made no namespace")

    async def shut_down(self):
        """Ends the other machine with all that its kernel knew: no FIN, no RST goes out."""
        self.cut()
        asyncio.get_running_loop().remove_reader(self.far)
        for program in [*self.programs, self.machine]:
            if program.returncode is None:
                program.send_signal(signal.SIGKILL)
            await program.wait()
        self.programs = []
        os.close(self.far)

    def cut(self):
        """From here on no packet arrives, in either direction."""
        self.is_cut = True

    async def reboot(self):
        """The other machine comes back, with the same address and without any memory."""
        await self.shut_down()
        await self.boot()
        self.is_cut = False

    async def run(self, *command, **options):
        """Starts a program on the other machine."""
        program = await asyncio.create_subprocess_exec(*self.inside, *command, **options)
        self.programs.append(program)
        return program

    def carry(self, source, target):
        try:
            packet = os.read(getattr(self, source), 65536)
        except BlockingIOError:
            return
        asyncio.get_running_loop().call_later(self.delay, self.deliver, packet, target)

    def deliver(self, packet, target):
        if not self.is_cut:
            try:
                os.write(getattr(self, target), packet)
            except OSError:
                pass  # that end is gone
