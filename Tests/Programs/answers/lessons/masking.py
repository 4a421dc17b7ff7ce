from course import answer, choose, typed
from websocket import CLOSE, TEXT


def texts(masking):
    """The client's texts in the session where all is as it should be."""
    return masking.sessions[0].of("client", TEXT)


def bare(masking):
    return next(frame for session in masking.sessions for frame in session.of("client") if not frame.masked)


@answer("masking.predict", "masking")
def predict(masking):
    first, second = texts(masking)[:2]
    # What the server sends back is not masked.
    plain = masking.sessions[0].of("server", TEXT)[0].body
    differ = first.body != second.body
    unmasked = bytes(byte ^ first.key[index % 4] for index, byte in enumerate(first.body))
    return choose(
        ("nobody can read the text", differ and unmasked != plain),
        ("the text can be read", differ and unmasked == plain),
        ("are the same in all frames", not differ),
    )


@answer("masking.unmask", "masking")
def unmask(masking):
    frame = texts(masking)[1]
    return bytes(frame.body[index] ^ frame.key[index % 4] for index in range(8, 12))


@answer("masking.index", "masking")
def index(masking):
    return (len(texts(masking)[1].payload) - 1) % 4


@answer("masking.twice", "masking")
def twice(masking):
    # The second time undoes the first.
    return texts(masking)[0].body[:4]


@answer("masking.who", "masking")
def who(masking):
    frames = texts(masking)
    keys = {frame.key for frame in frames}
    assert len({frame.payload for frame in frames}) == 1
    return choose(
        ("sends it to the client", any(key.hex().encode() in masking.sessions[0].response.bytes for key in keys)),
        ("computes it from the text", len(keys) == 1),
        ("makes a new one, at random", len(keys) == len(frames)),
        # There is one for a connection.
        ("from the Sec-WebSocket-Key", False),
    )


@answer("masking.bare", "masking")
def name(masking):
    return bare(masking).name


@answer("masking.code", "masking")
def code(masking):
    return bare(masking).session.of("server", CLOSE)[0].code


# With the key 01 02 03 04: 48 becomes 49, and 69 becomes 6b.
typed("masking.build", "81 82 01 02 03 04 49 6b")
