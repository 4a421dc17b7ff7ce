from course import answer, choose, typed
from websocket import TEXT


def bill(savings, port):
    """The bytes that TCP carried to and from that port, and the number of its packets."""
    packets = [p for p in savings.packets if port in (p.source[1], p.target[1])]
    return sum(len(packet.data) for packet in packets), len(packets)


def plain(savings):
    return next(session for session in savings.sessions if session.port == 8765)


def post(savings):
    """The first request over HTTP/1.1, and its response."""
    return tuple(
        next(p.data for p in savings.packets if p.data and getattr(p, end)[1] == 8080) for end in ("target", "source")
    )


def payload(savings):
    return sum(len(frame.payload) for frame in plain(savings).of(None, TEXT))


@answer("savings.predict", "savings")
def predict(savings):
    http2, sealed = bill(savings, 8443)[0], bill(savings, 8444)[0]
    saved = 1 - sealed / http2
    return choose(("nearly nothing", saved < 0.15), ("around half", 0.35 < saved < 0.65), ("99%", saved > 0.95))


@answer("savings.overhead", "savings")
def overhead(savings):
    return bill(savings, 8080)[0] - payload(savings)


@answer("savings.request", "savings")
def request(savings):
    head, _, message = post(savings)[0].partition(b"\r\n\r\n")
    assert len(message) == 20
    return len(head) + 4


typed("savings.build", "81 02 6f 6b")


@answer("savings.framing", "savings")
def framing(savings):
    return sum(len(frame.header) for frame in plain(savings).of(None, TEXT))


@answer("savings.even", "savings")
def even(savings):
    session = plain(savings)
    handshake = len(session.request.bytes) + len(session.response.bytes)
    http = sum(len(message.partition(b"\r\n\r\n")[0]) + 4 for message in post(savings))
    frames = len(session.of("client", TEXT)[0].header) + len(session.of("server", TEXT)[0].header)
    return next(count for count in range(1, 1000) if handshake + count * frames < count * http)


@answer("savings.packets", "savings")
def packets(savings):
    (http, http_packets), (ours, our_packets) = bill(savings, 8080), bill(savings, 8765)
    saved = 100 * (1 - (ours + 52 * our_packets) / (http + 52 * http_packets))
    before = 100 * (1 - ours / http)
    return choose(
        ("as before", saved > before - 1),
        (f"About {round(saved)}%.", 75 < saved < 90),
        ("About 50%", 40 < saved < 60),
    )


def milliseconds(connection, packet):
    """When that packet was at the server, counted from the first one."""
    return (packet.time - connection.packets[0].time) / 1e6


def round_trip(https):
    """The client answers the server's SYN, ACK at once, with its ClientHello."""
    return milliseconds(https, next(packet for packet in https.packets if packet.data))


@answer("savings.trips", "round-trips")
def trips(capture):
    https = capture.connections[0]
    request = next(record for record in https.records if record.content and record.content.startswith(b"POST"))
    response = next(p for p in https.sent("server") if p.data and p.number > request.packets[0].number)
    # The SYN took half a round trip to the server, and the response takes half a round trip back.
    taken = milliseconds(https, response) + round_trip(https)
    return f"{round(taken / round_trip(https))} round trips"


@answer("savings.one", "round-trips")
def one(capture):
    (session,) = capture.sessions
    answered, later = session.of("server", TEXT)[0], session.of("client", TEXT)[-1]
    # Between the two, the answer travelled to the client, and the next position from there.
    taken = (later.time - answered.time) * 1000 / round_trip(capture.connections[0]) - 0.5
    return choose(
        ("After three round trips", 2.5 < taken),
        ("After half a round trip", taken < 0.75),
        ("After one and a half", 1.25 < taken < 2),
    )
