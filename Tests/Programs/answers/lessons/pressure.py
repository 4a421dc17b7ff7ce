import json
import re

from course import answer, choose
from websocket import BINARY, CLOSE, TEXT


def arrived(pressure):
    """The photos that got to the server's machine, whole."""
    return [frame for frame in pressure.at("/photos").of("client", TEXT) if frame.is_whole]


def note(pressure, words):
    return next(m.text for m in pressure.at("/diary").said("client") if m.text.startswith(words))


@answer("pressure.predict", "pressure")
def predict(pressure):
    count = len(arrived(pressure))
    return choose(
        ("40.", count == 40), ("Fewer than ten", 1 < count < 10), ("One.", count == 1), ("Half", 10 <= count < 40)
    )


@answer("pressure.arrived", "pressure")
def photos(pressure):
    return len(arrived(pressure))


@answer("pressure.where", "pressure")
def where(pressure):
    held = int(re.search(r"bufferedAmount (\d+)", note(pressure, "/photos close")).group(1))
    photos = pressure.at("/photos")
    full = any(p.window == 0 for p in photos.connection.sent("server") if not p.rst)
    return choose(
        ("On the network", not full and held == 0),
        ("unread", len(arrived(pressure)) == 40),
        ("In the send buffer", full and held == 0),
        ("In the browser", held > 0),
    )


@answer("pressure.window", "pressure")
def window(pressure):
    return next(p.number for p in pressure.at("/photos").connection.sent("server") if p.window == 0 and not p.rst)


@answer("pressure.again", "pressure")
def again(pressure):
    saved = [json.loads(m.text)["saved"] for m in pressure.at("/photos").said("server")]
    return choose(
        ("Those after photo", saved == [len(arrived(pressure))]),
        ("All after photo 1", saved == [1]),
        ("None.", "bufferedAmount 0" not in note(pressure, "/photos close")),
        ("Only the one that was cut off", False),
    )


def ids(session):
    return [json.loads(message.text)["id"] for message in session.said("server")]


@answer("pressure.drops", "slow-reader")
def drops(capture):
    def goes_on(session):
        """Whether something is left out, and the last is there all the same."""
        numbers = ids(session)
        last = max(ids(capture.at(path))[-1] for path in ("/red", "/green", "/blue"))
        return numbers != list(range(1, numbers[-1] + 1)) and numbers[-1] == last

    return choose(*((path, goes_on(capture.at(path))) for path in ("/red", "/green", "/blue")))


@answer("pressure.waits", "slow-reader")
def waits(capture):
    red = capture.at("/red")
    times = [frame.time for frame in red.of("server", TEXT)]
    # While the reader slept, all waited that the server had to say.
    late = max(second - first for first, second in zip(times, times[1:]))
    repeated = sum(len(p.data) for p in red.connection.sent("server") if p.is_repeated)
    in_order = ids(red) == sorted(ids(red))
    return choose(
        ("Nothing.", late < 0.3),
        ("Positions that were old", late > 0.3 and in_order and repeated < 10),
        ("Bandwidth.", repeated >= 10),
        ("The order.", not in_order),
    )


@answer("pressure.announced", "pressure")
def announced(pressure):
    return hex(pressure.at("/announced").of("client", BINARY)[0].announced)


@answer("pressure.refuse", "pressure")
def refuse(pressure):
    return pressure.at("/announced").of("server", CLOSE)[0].code


@answer("pressure.bomb", "pressure")
def bomb(pressure):
    (message,) = pressure.at("/laugh").said("client")
    assert pressure.at("/laugh").of("server", CLOSE)[0].code == 1009
    return choose(
        ("after inflating", message.wire_length < 1048576 < len(message.payload)),
        ("since the connection began", False),
        ("a limit of their own", len(message.payload) < 1048576),
        ("couldn't inflate it", not message.frames[0].rsv1),
    )
