from course import answer, choose, typed
from websocket import CLOSE, TEXT


def hello(recording):
    return recording.sessions[0].of("client", TEXT)[0]


def echo(recording):
    return recording.sessions[0].of("server", TEXT)[0]


def bye(recording):
    return recording.sessions[0].of("client", CLOSE)[0]


@answer("frame.predict", "hello")
def predict(recording):
    ours, theirs = len(hello(recording).wire), len(echo(recording).wire)
    return choose(
        ("Neither", ours == theirs), ("The client's frame", ours > theirs), ("The server's frame", ours < theirs)
    )


@answer("frame.header", "hello")
def header(recording):
    return len(echo(recording).wire) - len("Hello")


@answer("frame.opcode", "hello")
def opcode(recording):
    return bye(recording).wire[0] & 15


@answer("frame.length", "hello")
def length(recording):
    return bye(recording).wire[1] & 127


@answer("frame.key", "hello")
def key(recording):
    return bye(recording).wire[2:6]


typed("frame.flip-mask", "byte 1 bit 0")


@answer("frame.flip-opcode", "hello")
def flip_opcode(recording):
    opcode = hello(recording).opcode
    # The opcode's bits are 4 to 7 of the frame, the highest first.
    return next(7 - bit for bit in range(4) if opcode ^ 1 << bit in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15))


typed("frame.flip-fin", "0")
typed("frame.build", "81 02 48 69")
typed("frame.build-ping", "89 80 01 02 03 04")
