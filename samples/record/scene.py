"""A scene: one recorded session (or a few), what it shows and what must be in its file."""

from dataclasses import dataclass
from typing import Callable

# Ports of the recordings. 8765 is the one that the documentation of `websockets` uses.
HTTP, SERVER, SECOND_SERVER, THIRD_SERVER, FOURTH_SERVER = 80, 8765, 8766, 8767, 8768
SECURE, PROXY, PAGE = 8443, 8080, 8000

SCENES = {}


@dataclass
class Scene:
    name: str
    shows: str
    programs: list[str]
    ports: list[int]
    secure_ports: list[int]
    expects: dict
    lesson: int | None
    line: float | None
    play: Callable

    @property
    def how(self):
        """How it is recorded: the scene's docstring, on one line."""
        return " ".join(self.play.__doc__.split())


def scene(name, *, shows, programs, expects, ports=(SERVER,), secure_ports=(), lesson=None, line=None):
    """Registers the decorated coroutine; it runs while all ports are captured. On `secure_ports`, TLS is spoken.

    With `line`, a delay in seconds, there is another machine that far away, and the coroutine is handed the `Line` to it.
    """

    def register(play):
        SCENES[name] = Scene(name, shows, list(programs), list(ports), list(secure_ports), expects, lesson, line, play)
        return play

    return register
