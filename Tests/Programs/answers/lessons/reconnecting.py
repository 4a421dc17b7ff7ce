import json

from course import answer, choose, typed
from websocket import CLOSE, TEXT


def fan(restart, name, port, index=0):
    return [s for s in restart.sessions if s.port == port and f"name={name}" in s.target][index]


def close(session):
    return session.of("server", CLOSE)[0]


def refusals(restart, port):
    """The RSTs for SYNs to that port."""
    return [packet for packet in restart.packets if packet.rst and packet.source[1] == port]


def returns(restart, port):
    """The packets with which that port's server let its fans in again."""
    after = close(fan(restart, "ann", port)).first
    return [p for p in restart.packets if p.syn and p.ack and p.source[1] == port and p.number > after]


def spread(packets):
    return (packets[-1].time - packets[0].time) / 1e6


@answer("reconnecting.predict", "restart")
def predict(restart):
    count = len(refusals(restart, 8765))
    return choose(
        ("None.", count == 0), ("Four.", count == 4), ("More than 40", count > 40), ("About 12", 8 <= count <= 16)
    )


@answer("reconnecting.back", "restart")
def back(restart):
    return returns(restart, 8765)[0].number


@answer("reconnecting.refused", "restart")
def refused(restart):
    return len(refusals(restart, 8766))


@answer("reconnecting.spread", "restart")
def between(restart):
    assert len(returns(restart, 8766)) == 4
    return f"{round(spread(returns(restart, 8766)) / 100) * 100} ms"


@answer("reconnecting.jitter", "restart")
def jitter(restart):
    # Without chance all wait the same time, as those who don't wait at all do here.
    hasty, patient = spread(returns(restart, 8765)), spread(returns(restart, 8766))
    return choose(
        ("come back together", hasty < 100 < patient),
        ("More refusals", len(refusals(restart, 8766)) > len(refusals(restart, 8765))),
        ("the network alone", hasty > 300),
    )


@answer("reconnecting.missed", "restart")
def missed(restart):
    frames = [frame for index in (0, 1) for frame in fan(restart, "ann", 8765, index).of("server", TEXT)]
    ids = [json.loads(frame.text)["id"] for frame in frames]
    (found,) = set(range(ids[0], ids[-1])) - set(ids)
    return found


@answer("reconnecting.vote", "restart")
def vote(restart):
    first, second = (fan(restart, "ann", 8765, index) for index in (0, 1))
    sent = first.of("client", TEXT)[-1]
    after = [frame for frame in first.of("server", TEXT) if frame.number > sent.number]
    again = [frame for frame in second.of("client", TEXT)]
    return choose(
        ("The server counted it", bool(after)),
        ("The browser kept it", bool(again)),
        ("It is lost", close(first).number < sent.number and not after and not again),
        # send() had returned.
        ("as an error", False),
    )


@answer("reconnecting.zoe", "restart")
def zoe(restart):
    (session,) = [s for s in restart.sessions if "name=zoe" in s.target]
    return choose(
        # The others came back after a clean close.
        ("The same.", close(fan(restart, "ann", 8766)).code is None),
        ("closed again", close(session).code == 4001),
        ("with 403", any(s.status == 403 for s in restart.sessions)),
    )


# 1013 is 3 * 256 + 245.
typed("reconnecting.build", "88 02 03 f5")
