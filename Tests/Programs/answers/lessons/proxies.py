from course import answer, choose, order
from websocket import CLOSE, PING, TEXT


def legs(capture, target, index=0):
    """A session outside the proxy, and the one with the same key inside."""
    outside = [s for s in capture.sessions if s.target == target and s.port == 8080][index]
    # A request without the Upgrade has its key all the same.
    inside = next(s for s in capture.sessions if s.key == outside.key and s is not outside)
    return outside, inside


def fin(session, side):
    return next((packet for packet in session.packets if packet.fin and packet.side == side), None)


@answer("proxies.predict", "proxy-keepalive")
def predict(capture):
    outside, inside = legs(capture, "/quiet")
    closes = outside.of(None, CLOSE) + inside.of(None, CLOSE)
    ends = [outside.connection.first_fin(), inside.connection.first_fin()]
    return choose(
        ("Nothing.", ends == [None, None]),
        ("a Close with the code 1001", bool(closes)),
        ("The proxy ends TCP on both sides", not closes and [e and e.side for e in ends] == ["server", "client"]),
        ("The proxy leaves the dashboard", ends[0] is not None and ends[1] is None),
    )


@answer("proxies.bye", "proxy-keepalive")
def bye(capture):
    return fin(legs(capture, "/quiet")[0], "server").number


@answer("proxies.timer", "proxy-keepalive")
def timer(capture):
    quiet = legs(capture, "/quiet")[0]
    return round(fin(quiet, "server").time / 1e9 - quiet.frames[-1].time)


def probes(session):
    """Keep-alive probes: without data, one byte before what the other side expects."""
    found, following = [], {}
    for packet in session.packets:
        if not packet.data and not packet.syn and packet.seq + 1 == following.get(packet.side):
            found.append(packet)
        following[packet.side] = packet.seq + len(packet.data) + packet.syn
    return found


@answer("proxies.lived", "proxy-keepalive")
def lived(capture):
    pinged, quiet = (legs(capture, target)[0] for target in ("/pinged", "/quiet"))
    pings = pinged.of("server", PING)
    life = pinged.packets[-1].time / 1e9 - pings[0].time
    return choose(
        # A proxy that only copies bytes knows nothing of frames.
        ("look out for those", False),
        ("A Ping is data to TCP", len(pings) >= 3 and life > 3 and len(probes(pinged)) <= len(probes(quiet))),
        ("more TCP keep-alive probes", len(probes(pinged)) > len(probes(quiet))),
        ("It ended before", life < 3),
    )


@answer("proxies.missing", "proxy-no-upgrade")
def missing(capture):
    outside, inside = legs(capture, "/chat")
    return choose(
        ("The key.", inside.key is None),
        ("The Upgrade.", outside.request.header("Upgrade") is not None and inside.request.header("Upgrade") is None),
        ("The version.", inside.request.start[2] != "HTTP/1.1"),
        ("The method.", inside.request.start[0] != "GET"),
    )


@answer("proxies.drain", "proxy-drain")
def drain(capture):
    drained = legs(capture, "/chat")[1]
    again = legs(capture, "/chat", -1)[0]
    (reset,) = [packet for packet in capture.packets if packet.rst]
    return order(
        ("Ann asks", again.of("client", TEXT)[-1].first),
        ("the drained server", drained.of("server", CLOSE)[0].first),
        ("a SYN of the proxy", reset.number),
        ("the second server", again.of("server", CLOSE)[0].first),
    )


@answer("proxies.port", "proxy-drain")
def port(capture):
    return legs(capture, "/chat", -1)[1].port


@answer("proxies.code", "proxy-drain")
def code(capture):
    assert legs(capture, "/chat", -1)[1].of("server", CLOSE)[0].code == 1012
    return (1012).to_bytes(2, "big")
