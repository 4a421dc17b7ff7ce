from course import answer, choose, order, typed
from websocket import CLOSE, TEXT


def report(closing, words):
    """What the page reported with these words in it."""
    return next(m for m in closing.at("/log").said("client") if words in m.text)


@answer("closing.predict", "closing")
def predict(closing):
    thrown, bye = report(closing, "close(1001)"), closing.at("/bye")
    close = bye.of("client", CLOSE)[0]
    is_open = bye.of("client", TEXT)[0].time > thrown.time
    return choose(
        ("A Close with 1001", close.code == 1001),
        ("A Close with 1000", close.code == 1000 and close.reason == "leaving"),
        ("Nothing.", "Error" in thrown.text and is_open),
        ("A Close without a code", close.code is None),
    )


@answer("closing.first", "closing")
def first(closing):
    return closing.at("/bye").first_close().name


@answer("closing.code", "closing")
def code(closing):
    wire = closing.at("/room").of("server", CLOSE)[0].wire
    return wire[2] * 256 + wire[3]


@answer("closing.order", "closing")
def in_order(closing):
    room = closing.at("/room")
    fin = {p.side: p.number for p in room.packets if p.fin}
    return order(
        ("the client's FIN", fin["client"]),
        ("the server's Close", room.of("server", CLOSE)[0].first),
        ("the server's FIN", fin["server"]),
        ("the client's Close", room.of("client", CLOSE)[0].first),
    )


@answer("closing.plain", "closing")
def plain(closing):
    # The page reported it: "/plain code 1005, ...".
    return report(closing, "/plain code").text.split()[2].rstrip(",")


@answer("closing.reason", "closing")
def reason(closing):
    return len(closing.at("/reason").of("client", CLOSE)[0].payload[2:])


@answer("closing.crossing", "closing")
def crossing(closing):
    match = closing.at("/match")
    text = match.of("server", TEXT)[0].number
    closes = {frame.side: frame.number for frame in match.of(None, CLOSE)}
    assert text > closes["client"]
    return choose(
        ("The server did.", text > closes["server"]),
        ("The client did.", match.of("client")[-1].number > closes["client"]),
        ("Nobody did.", text < closes["server"] and match.of("client")[-1].number == closes["client"]),
    )


@answer("closing.late", "closing")
def late(closing):
    speech = closing.at("/speech")
    closes = {}
    for frame in speech.frames:
        if frame.side in closes:
            return frame.name
        if frame.opcode == CLOSE:
            closes[frame.side] = frame


# 1001 is 3 * 256 + 233.
typed("closing.build", "88 02 03 e9")
