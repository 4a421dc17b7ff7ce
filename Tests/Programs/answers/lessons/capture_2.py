from course import answer, choose
from websocket import CLOSE, CONTINUATION, TEXT


def wrong(capture):
    """The one frame that breaks a rule: RSV1 belongs to the first frame of a message."""
    frames = capture.sessions[0].of("server")
    (found,) = [frame for frame in frames if frame.rsv1 and frame.opcode not in (TEXT, 2)]
    return found


@answer("capture-2.predict", "capture-2")
def predict(capture):
    (close,) = capture.sessions[0].of("server", CLOSE)
    is_wrong = wrong(capture).opcode == CONTINUATION
    return choose(
        ("They are right. A receiver", not is_wrong),
        ("They are right up to the Close", close.number == wrong(capture).number),
        ("Not much.", is_wrong and capture.sessions[0].first_close().code == 1000),
    )


@answer("capture-2.messages", "capture-2")
def messages(capture):
    return len([frame for frame in capture.sessions[0].of("server", TEXT, 2, CONTINUATION) if frame.fin])


@answer("capture-2.find", "capture-2")
def find(capture):
    return wrong(capture).number


@answer("capture-2.rule", "capture-2")
def rule(capture):
    frame = wrong(capture)
    return choose(
        ("must have the opcode", frame.opcode != CONTINUATION),
        ("RSV1 may be set on a message's first frame only", frame.opcode == CONTINUATION and frame.rsv1),
        # RFC 7692 says the contrary of both: a message is compressed as a whole, and may be cut then.
        ("may not be cut", False),
        ("Each fragment has to be compressed", False),
    )


@answer("capture-2.repair", "capture-2")
def repair(capture):
    assert wrong(capture).wire[0] == 0xC0
    return "byte 0 bit 1"


@answer("capture-2.code", "capture-2-browser")
def code(browser):
    return browser.sessions[0].of("client", CLOSE)[0].code
