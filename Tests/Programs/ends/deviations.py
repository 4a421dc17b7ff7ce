"""Where a program's API reports another code than RFC 6455 §7.1.5 defines, and why."""

from dataclasses import dataclass

NOT_READ = "An endpoint that fails the connection takes no Close any more (RFC 6455 §7.1.7), so that the code is 1006."


@dataclass
class Deviation:
    program: str
    reported: int | None
    rfc: tuple
    why: str
    scenarios: tuple = ()

    def explains(self, scenario, program, reported, rfc):
        return (
            program == self.program
            and reported == self.reported
            and rfc in self.rfc
            and (not self.scenarios or scenario.name in self.scenarios)
        )


DEVIATIONS = [
    Deviation("tornado", None, (1005, 1006), "Tornado's close_code is None where no code arrived: for 1005 and 1006."),
    Deviation("wsproto", None, (1006,), "wsproto has no event for an end without a Close."),
    Deviation(
        "aiohttp", None, (1006,), "aiohttp has no code where the handler raised, or reset, before it read the end."
    ),
    Deviation("aiohttp", 0, (1005,), "aiohttp reports 0 for a Close without a code."),
    Deviation(
        "aiohttp",
        1006,
        (1005,),
        "aiohttp takes the 0 that stands for a Close without a code for no Close at all.",
        ("close-empty-server",),
    ),
    Deviation(
        "aiohttp",
        1000,
        (1006,),
        "aiohttp reports 1000 for its own close() on shutdown; it closed TCP before the answer came.",
        ("shutdown-1001",),
    ),
    Deviation("aiohttp", 1009, (1006,), f"aiohttp reports the code that it sent. {NOT_READ}", ("too-big-client",)),
    Deviation(
        "aiohttp",
        1002,
        (1006,),
        f"aiohttp reports the code that it sent. {NOT_READ}",
        ("protocol-error-client", "invalid-code"),
    ),
    Deviation(
        "wsproto",
        1002,
        (1006,),
        f"wsproto's event has the code that is to be sent. {NOT_READ}",
        ("protocol-error-server", "protocol-error-client", "invalid-code"),
    ),
    Deviation(
        "wsproto",
        1007,
        (1006,),
        f"wsproto's event has the code that is to be sent. {NOT_READ}",
        ("invalid-utf8-server", "invalid-utf8-client"),
    ),
]
