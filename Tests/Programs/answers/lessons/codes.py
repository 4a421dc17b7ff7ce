from course import answer, choose, typed
from websocket import CLOSE


def server_close(codes, target, port=None):
    """The server's Close in the first session with that target, at that port if one is given."""
    session = next(s for s in codes.sessions if s.target == target and port in (None, s.port))
    return session.of("server", CLOSE)[0]


@answer("codes.predict", "codes")
def predict(codes):
    lie = next(f for s in codes.sessions for f in s.of("client", CLOSE) if f.code == 1006)
    answers = [frame for frame in lie.session.of("server", CLOSE) if frame.number > lie.number]
    return choose(
        ("takes it like any other code", bool(answers) and answers[0].code == 1006),
        ("a violation of the protocol", bool(answers) and answers[0].code == 1002),
        ("It ignores the code", bool(answers) and answers[0].code == 1000),
        ("It answers nothing", not answers),
    )


# The lesson: 3000 to 3999 are registered with IANA, for libraries and frameworks.
typed("codes.register", "3000")


@answer("codes.divide", "codes")
def divide(codes):
    code = server_close(codes, "/divide").code
    return choose(*((str(number), code == number) for number in (1002, 1011, 1008, 1006)))


@answer("codes.diary", "codes")
def diary(codes):
    code = server_close(codes, "/diary").code
    return choose(*((str(number), code == number) for number in (1007, 1002, 1003)))


@answer("codes.retry", "codes")
def retry(codes):
    # Service restart, try again later, bad gateway.
    paths = ("/novel", "/concert", "/account", "/market")
    return choose(*((path, server_close(codes, path).code in (1012, 1013, 1014)) for path in paths))


@answer("codes.lenient", "codes")
def lenient(codes):
    closes = [f for s in codes.sessions for f in s.of("client", CLOSE) if f.code == 1006]
    assert len(closes) == 2
    return closes[1].session.of("server", CLOSE)[0].code


@answer("codes.script", "codes")
def script(codes):
    # The page reported the codes that were taken: from and to, two bytes each.
    taken = next(m.payload for m in codes.at("/log").said("client") if not m.is_text)
    numbers = [int.from_bytes(taken[at : at + 2], "big") for at in range(0, len(taken), 2)]
    assert numbers == [1000, 1000, 3000, 4999]
    return sum(last - first + 1 for first, last in zip(numbers[::2], numbers[1::2]))


# 4001 is 15 * 256 + 161.
typed("codes.build", "88 02 0f a1")
