from course import answer, choose
from websocket import CLOSE


def room(abnormal, target, port=None):
    return next(s for s in abnormal.sessions if s.target == target and port in (None, s.port))


def roof(abnormal):
    """The screen's side of nginx, and the server's side."""
    outer = room(abnormal, "/roof", 8080)
    return outer, next(s for s in abnormal.sessions if s.key == outer.key and s is not outer)


@answer("abnormal.predict", "abnormal")
def predict(abnormal):
    lobby = room(abnormal, "/lobby")
    ends = [packet for packet in lobby.packets if packet.fin or packet.rst]
    return choose(
        ("with 1006 in it", any(close.code == 1006 for close in lobby.of("server", CLOSE))),
        ("with another code", any(close.code != 1006 for close in lobby.of("server", CLOSE))),
        ("The end of TCP", not lobby.of(None, CLOSE) and bool(ends)),
        ("still open", not ends),
    )


@answer("abnormal.side", "abnormal")
def side(abnormal):
    lobby = room(abnormal, "/lobby")
    fin = lobby.connection.first_fin()
    return choose(
        ("The browser", fin is not None and fin.side == "client"),
        ("The server", fin is not None and fin.side == "server"),
        ("Neither", fin is None),
    )


@answer("abnormal.reset", "abnormal")
def reset(abnormal):
    return next(packet.number for packet in room(abnormal, "/kitchen").packets if packet.rst)


@answer("abnormal.twins", "abnormal")
def twins(abnormal):
    lobby, garage = room(abnormal, "/lobby"), room(abnormal, "/garage")
    ends = [next((p.side, p.fin) for p in s.packets if p.fin or p.rst) for s in (lobby, garage)]
    return choose(
        ("How TCP ended", ends[0] != ends[1]),
        ("A Close", bool(garage.of("server", CLOSE))),
        ("Nothing", ends[0] == ends[1] and not lobby.of(None, CLOSE) and not garage.of(None, CLOSE)),
    )


@answer("abnormal.silence", "abnormal")
def silence(abnormal):
    outer, _ = roof(abnormal)
    return round(outer.connection.first_fin().time / 1e9 - outer.frames[-1].time)


@answer("abnormal.legs", "abnormal")
def legs(abnormal):
    outer, inner = roof(abnormal)
    return choose(
        ("The server at the far end", inner.ended_by() == "server"),
        ("nginx. It ended both legs", outer.ended_by() == "server" and inner.ended_by() == "client"),
        ("The screen", outer.ended_by() == "client"),
    )


@answer("abnormal.unanswered", "abnormal")
def unanswered(abnormal):
    library = room(abnormal, "/library")
    (bye,) = library.of("client", CLOSE)
    return choose(
        ("damaged", bye.code != 1000 or not bye.masked),
        ("the screen's own", bye.code == 1000 and not library.of("server", CLOSE)),
        ("answered with a Close", bool(library.of("server", CLOSE))),
    )


@answer("abnormal.alert", "abnormal")
def alert(abnormal):
    vault = next(connection for connection in abnormal.connections if connection.port == 8443)
    content = next(r.content for r in vault.records if r.side == "client" and r.kind == 21)
    assert content[0] == 2
    return content[1]


@answer("abnormal.office", "abnormal")
def office(abnormal):
    status = room(abnormal, "/office").status
    return choose(
        ("no program listens", status is None),
        ("it decided against this client", status == 403),
        ("accepted the client", status == 101),
        ("another version", status == 426),
    )
