from course import answer, choose
from websocket import TEXT


def chats(wss):
    """The chat in the clear, and the one in TLS."""
    plain, sealed = wss.sessions
    assert not plain.records and sealed.records
    return plain, sealed


def first_text(session):
    return session.of("client", TEXT)[0]


def packet(frame):
    """The one packet that carried that frame."""
    (found,) = frame.packets
    return found


def name(sealed):
    return sealed.request.header("Host").split(":")[0].encode()


@answer("wss.predict", "wss")
def predict(wss):
    _, sealed = chats(wss)
    frame = first_text(sealed)
    seen = b"".join(p.data for p in sealed.packets)
    return choose(
        ("The header of every frame", frame.header in seen and frame.body not in seen),
        ("Which server it is", name(sealed) in seen and frame.wire not in seen),
        ("Nothing at all", name(sealed) not in seen),
        ("All of it", frame.wire in seen),
    )


@answer("wss.type", "wss")
def kind(wss):
    return packet(first_text(chats(wss)[1])).data[0]


@answer("wss.frame", "wss")
def frame(wss):
    return first_text(chats(wss)[1]).wire[:2]


@answer("wss.framing", "wss")
def framing(wss):
    plain, sealed = map(first_text, chats(wss))
    assert plain.payload == sealed.payload
    return choose(
        ("a format of their own", len(plain.header) != len(sealed.header)),
        ("doesn't mask", not sealed.masked),
        ("Nothing.", plain.wire[:2] == sealed.wire[:2] and sealed.masked),
        ("is left out", chats(wss)[1].response is None),
    )


def added(wss):
    """The bytes that TLS adds to a frame."""
    frame = first_text(chats(wss)[1])
    return len(packet(frame).data) - len(frame.wire)


@answer("wss.overhead", "wss")
def overhead(wss):
    return 100 + added(wss)


@answer("wss.start", "wss-records")
def start(records):
    for session in records.sessions:
        for record in session.records:
            if record.side == "server" and record.kind == 23 and record.content[0] == 0x81:
                size = 2 + record.content[1]
                if size < len(record.content):
                    return size


@answer("wss.guess", "wss")
def guess(wss):
    # The client's header has six bytes.
    return len(packet(chats(wss)[1].of("client", TEXT)[-1]).data) - added(wss) - 6


@answer("wss.find", "wss")
def find(wss):
    return packet(max(chats(wss)[1].of("server", TEXT), key=lambda frame: len(frame.payload))).number


@answer("wss.name", "wss")
def server_name(wss):
    sealed = chats(wss)[1]
    return next(p.number for p in sealed.packets if name(sealed) in p.data)
