from course import answer, choose, typed
from websocket import CLOSE, TEXT


def sent(lengths, size):
    return next(frame for frame in lengths.sessions[0].of("client", TEXT) if len(frame.payload) == size)


def wasteful(recording):
    """The client's frame whose length has a longer form than it needs."""
    return next(
        frame
        for session in recording.sessions
        for frame in session.of("client")
        if frame.length7 == 126 and frame.announced < 126
    )


@answer("lengths.predict", "lengths")
def predict(lengths):
    sizes = {len(f.payload) for f in lengths.sessions[0].of("client", TEXT) if f.length7 == 126}
    return choose(
        ("It has exactly 126 bytes", sizes == {126}),
        ("You can't tell yet", len(sizes) > 1 and 65535 in sizes),
        ("plus as many as the next byte says", len(sizes) > 1 and max(sizes) <= 126 + 255),
    )


@answer("lengths.header16", "lengths")
def header16(lengths):
    return len(sent(lengths, 126).wire) - 126


typed("lengths.smallest16", "126")
typed("lengths.smallest64", "65536")


@answer("lengths.bytes64", "lengths")
def bytes64(lengths):
    return sent(lengths, 65536).wire[2:10]


@answer("lengths.server64", "lengths")
def server64(lengths):
    frame = sent(lengths, 65536)
    return len(frame.wire) - 65536 - len(frame.key)


# Eight bits of flags and opcode, eight of MASK and length, and there it is.
typed("lengths.msb", "16")


@answer("lengths.wasted", "length-not-minimal")
def wasted(recording):
    frame = wasteful(recording)
    return len(frame.header) - (1 + 1 + 4)


@answer("lengths.refusal", "length-not-minimal")
def refusal(recording):
    # The server that didn't send the text back.
    session = next(session for session in recording.sessions if not session.of("server", TEXT))
    return int.from_bytes(session.of("server", CLOSE)[0].wire[2:4], "big")


@answer("lengths.build", "length-not-minimal")
def build(recording):
    frame = wasteful(recording)
    return bytes([0x81, 0x80 | len(frame.body)]) + frame.key + frame.body
