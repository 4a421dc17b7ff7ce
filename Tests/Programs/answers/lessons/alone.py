from course import answer, choose, order
from websocket import CLOSE, TEXT, xor


def program(alone, name):
    """The sessions by what the lesson calls them."""
    owner = next(session for session in alone.sessions if session.records)
    cafe = next(session for session in alone.sessions if session.port == 8080)
    behind = next(session for session in alone.sessions if session.key == cafe.key and session is not cafe)
    page = next(session for session in alone.sessions if session.origin and session not in (owner, cafe, behind))
    known = {"owner": owner, "café": behind, "page": page, "till": alone.at("/till"), "oven": alone.at("/oven")}
    return known[name]


def torn(alone):
    """The till's second order, whose length is the number of its characters."""
    return program(alone, "till").of("client", TEXT)[1]


@answer("alone.predict", "alone")
def predict(alone):
    frame = torn(alone)
    stray = next(f for f in frame.session.of("client") if f.opcode not in (0, 1, 2, 8, 9, 10))
    # Each write is one frame, and one segment.
    is_cut = frame.packets[-1] in stray.packets
    return choose(
        ("It sets bits that nobody may set", not is_cut),
        ("Its mistake is somewhere else", is_cut),
        ("Nothing.", any(packet.is_repeated for packet in stray.packets)),
    )


@answer("alone.torn", "alone")
def wrong(alone):
    return torn(alone).name


@answer("alone.build", "alone")
def build(alone):
    text, key = "2 cafés".encode(), torn(alone).key
    return bytes([0x81, 0x80 | len(text)]) + key + xor(text, key)


@answer("alone.customers", "alone")
def customers(alone):
    # The proxy's two sides have one key.
    return f"{len({session.key for session in alone.sessions})} programs"


@answer("alone.hidden", "alone")
def hidden(alone):
    (found,) = [
        frame.name
        for session in alone.sessions
        for frame in session.frames
        if frame.length7 == 126 and frame.announced < 126
    ]
    return found


@answer("alone.initiators", "alone")
def initiators(alone):
    closes = [session.first_close() for session in alone.sessions]
    return len({close.session.key for close in closes if close and close.side == "server"})


@answer("alone.oven", "alone")
def oven(alone):
    close = program(alone, "oven").first_close()
    code = close.code if close else 1006
    return choose(*((f"Code {number}", code == number) for number in (1000, 1001, 1006, 1002)))


@answer("alone.owner", "alone")
def owner(alone):
    return program(alone, "owner").of("server", TEXT)[1].text


@answer("alone.order", "alone")
def in_order(alone):
    return order(
        ("the oven", program(alone, "oven").connection.first_fin().number),
        *((words, program(alone, words.split()[-1]).first_close().first) for words in ("customer's page", "the café", "the owner")),
    )
