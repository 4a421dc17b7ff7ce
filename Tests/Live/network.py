"""The networks that live captures are proven on: loopback, all interfaces, and two hosts joined by a cable.

The second host is a network namespace of its own, at the other end of a veth pair.
"""

import os
import subprocess


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def allowed():
    """Why there can't be a second host here; None if there can."""
    name = f"ws101-try-{os.getpid()}"
    try:
        run("ip", "netns", "add", name)
        run("ip", "netns", "delete", name)
    except FileNotFoundError:
        return "ip (iproute2) isn't installed"
    except subprocess.CalledProcessError:
        return "network namespaces aren't allowed here"
    return None


class Cable:
    """Two hosts: this one, and a namespace; `interface` is this one's end."""

    def __init__(self, subnet="10.101.7"):
        tag = os.getpid() % 100_000
        self.namespace = f"ws101-{tag}"
        self.interface, self.far = f"ws{tag}a", f"ws{tag}b"
        self.here, self.there = f"{subnet}.1", f"{subnet}.2"

    def __enter__(self):
        run("ip", "netns", "add", self.namespace)
        try:
            run("ip", "link", "add", self.interface, "type", "veth", "peer", "name", self.far, "netns", self.namespace)
            run("ip", "address", "add", f"{self.here}/24", "dev", self.interface)
            run("ip", "link", "set", self.interface, "up")
            run("ip", "-n", self.namespace, "address", "add", f"{self.there}/24", "dev", self.far)
            run("ip", "-n", self.namespace, "link", "set", self.far, "up")
        except subprocess.CalledProcessError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # The other end goes with its namespace.
        subprocess.run(["ip", "netns", "delete", self.namespace], stderr=subprocess.DEVNULL)

    def inside(self, *command):
        """The command, to be run on the other host."""
        return ["ip", "netns", "exec", self.namespace, *command]

    def disturb(self, *how):
        """Loses, delays or reorders packets of this end; False where this kernel can't."""
        done = subprocess.run(
            ["tc", "qdisc", "add", "dev", self.interface, "root", "netem", *how], stderr=subprocess.DEVNULL
        )
        return done.returncode == 0
