from course import answer, choose, order
from websocket import CLOSE, TEXT


def diary(states, index):
    """The lines that the page wrote about one of its sockets: the bakery's, the shop's, the slow one's, the lost one's."""
    return states.at("/diary", index).said("client")


def line(lines, words):
    return next(message for message in lines if words in message.text)


def end(session):
    """When TCP was over: its last FIN."""
    return [packet for packet in session.packets if packet.fin][-1]


@answer("states.predict", "states")
def predict(states):
    seen = "".join(dict.fromkeys(message.text[0] for message in diary(states, 1)))
    return choose(("0, 1, 2 and 3", seen == "0123"), ("0, 1 and 3", seen == "013"), ("0 and 1", seen == "01"))


@answer("states.unseen", "states")
def unseen(states):
    return states.at("/closing-time").first_close().name


@answer("states.sent", "states")
def sent(states):
    return len(states.at("/bakery").of("client", TEXT))


@answer("states.vanished", "states")
def vanished(states):
    bakery = states.at("/bakery")
    close = bakery.of("client", CLOSE)[0]
    later = [frame for frame in bakery.of("client") if frame.number > close.number]
    alone = len(close.payload) == 2 + len(close.reason.encode()) and close.reason == "bye"
    return choose(
        ("went out then", bool(later)),
        ("in the same frame", not alone),
        ("thrown away", not later and alone),
    )


@answer("states.unheard", "states")
def unheard(states):
    heard = " ".join(message.text for message in diary(states, 0))
    (frame,) = [frame for frame in states.at("/bakery").of("server", TEXT) if frame.text not in heard]
    return frame.name


@answer("states.when", "states")
def when(states):
    bakery = states.at("/bakery")
    frame = bakery.of("server", TEXT)[-1].first
    opened, closing = bakery.response.packets[0].number, bakery.first_close().first
    return choose(
        ("0, CONNECTING", frame < opened),
        ("1, OPEN", opened < frame < closing),
        ("2, CLOSING", closing < frame < end(bakery).number),
        ("3, CLOSED", frame > end(bakery).number),
    )


@answer("states.order", "states")
def in_order(states):
    bakery, lines = states.at("/bakery"), diary(states, 0)
    return order(
        ("3 close event", line(lines, "3 close event").first),
        ("the server's 101", bakery.response.packets[0].number),
        ("the client's Close", bakery.of("client", CLOSE)[0].first),
        ("threw", line(lines, "threw").first),
        ("the server's Close", bakery.of("server", CLOSE)[0].first),
        ("open event", line(lines, "open event").first),
    )


@answer("states.waiting", "states")
def waiting(states):
    slow, lines = states.at("/slow-goodbye"), diary(states, 2)
    seen, closed = line(lines, "timer").first, line(lines, "close event").first
    fin = slow.connection.first_fin()
    return choose(
        ("The other side's Close frame", seen < slow.of("server", CLOSE)[0].first),
        ("The end of TCP", seen < fin.number < closed and fin.side == "server"),
        ("The timer", closed < fin.number),
    )


@answer("states.lost", "states")
def lost(states):
    seen = "".join(dict.fromkeys(message.text[0] for message in diary(states, 3)))
    return choose(
        ("0, then 1, then 3", seen == "013"),
        ("0, then 2, then 3", seen == "023"),
        ("0, then 3", seen == "03"),
        ("3 alone", seen == "3"),
    )
