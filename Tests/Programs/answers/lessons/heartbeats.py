from course import answer, choose, order
from lessons import proxies
from websocket import CLOSE, PING, PONG, TEXT


def last_sign(session):
    """The client's last packet before it vanished."""
    return [packet for packet in session.packets if packet.side == "client" and not packet.rst][-1]


def reset(session):
    return next(packet for packet in session.packets if packet.side == "client" and packet.rst)


def repeated(session):
    return [packet for packet in session.connection.sent("server") if packet.is_repeated]


@answer("heartbeats.predict", "vanished")
def predict(vanished):
    silent = vanished.at("/silent")
    life, end = last_sign(silent), reset(silent)
    said = silent.of("server", TEXT)[-1].packets[0]
    between = [packet for packet in silent.packets if life.number < packet.number < said.number]
    return choose(
        ("At once", (end.time - life.time) / 1e9 < 1),
        ("When the machine is back", bool(between)),
        ("After a minute", (end.time - life.time) / 1e9 >= 59),
        ("When it sends something", not between and end.number > said.number),
    )


@answer("heartbeats.held", "vanished")
def held(vanished):
    silent = vanished.at("/silent")
    return (reset(silent).time - last_sign(silent).time) // 10**9


@answer("heartbeats.factor", "vanished")
def factor(vanished):
    third, fourth, fifth = (packet.time for packet in repeated(vanished.at("/told"))[2:5])
    return round((fifth - fourth) / (fourth - third))


@answer("heartbeats.learned", "vanished")
def learned(vanished):
    told = vanished.at("/told")
    again = repeated(told)
    heard = [p for p in told.packets if p.side == "client" and p.number > again[0].number]
    return choose(
        ("It was told when the RST came", len(heard) == 1 and heard[0].rst),
        # Its own system goes on sending, so it has not given up.
        ("send failed", len(again) < 2),
        ("It was told 1006", heard[0].number < again[1].number),
        ("It got a Close", bool(told.of("client", CLOSE))),
    )


@answer("heartbeats.worst", "vanished")
def worst(vanished):
    pinged = vanished.at("/pinged")
    start = pinged.request.packets[0].time / 1e9
    answered, _ = pinged.of("server", PING)
    assert [frame.payload for frame in pinged.of("client", PONG)] == [answered.payload]

    def rounded(frame):
        return round((frame.packets[0].time / 1e9 - start) * 10) * 100

    end = rounded(pinged.of("server", CLOSE)[0])
    return f"{end - rounded(answered)} ms"


@answer("heartbeats.unheard", "vanished")
def unheard(vanished):
    asking = vanished.at("/asking")
    heard = [frame.payload for frame in asking.of("server", TEXT)]
    return next(frame.name for frame in asking.of("client", TEXT) if frame.payload not in heard)


@answer("heartbeats.order", "vanished")
def in_order(vanished):
    def taken_for_living(session, end):
        return end.time - last_sign(session).time

    silent, told, pinged = (vanished.at(path) for path in ("/silent", "/told", "/pinged"))
    return order(
        ("/silent", taken_for_living(silent, reset(silent))),
        ("/told", taken_for_living(told, reset(told))),
        ("/pinged", taken_for_living(pinged, pinged.of("server", CLOSE)[0].packets[0])),
    )


@answer("heartbeats.interval", "proxy-keepalive")
def interval(capture):
    shortest = proxies.timer(capture)
    return choose(
        ("30 s, half", 30 < shortest),
        (f"{shortest} s, as long", False),
        ("1 s, well", 1 < shortest),
        ("None.", shortest <= 1),
    )
