from course import answer, choose, order
from websocket import CLOSE, TEXT


def player(quiz, name):
    """The session in which somebody says that it is them, on the player's side where there are two."""
    hello = f"{name} here".encode()
    return [s for s in quiz.sessions if any(f.payload == hello for f in s.of("client", TEXT))][-1]


def server_close(quiz, name):
    return player(quiz, name).of("server", CLOSE)[0]


def legs(quiz):
    """The two sessions with one key: outside the proxy, and inside."""
    found = [s for s in quiz.sessions if sum(other.key == s.key for other in quiz.sessions) == 2]
    return sorted(found, key=lambda session: session.request.packets[0].number)


@answer("capture-1.predict", "capture-1")
def predict(quiz):
    closes = [s.first_close() for s in quiz.sessions if s.first_close()]
    from_server = [close for close in closes if close.side == "server"]
    # 1011 is the one code with which a server accuses itself.
    at_fault = [close for close in from_server if close.code == 1011]
    return choose(
        ("The server's.", len(at_fault) == len(from_server)),
        ("The players'.", not at_fault),
        ("Nothing yet.", 0 < len(at_fault) < len(from_server)),
    )


@answer("capture-1.twice", "capture-1")
def twice(quiz):
    pairs = legs(quiz)
    return choose(
        ("Two players", False),
        ("One player opened two connections", not pairs),
        ("both sides of a proxy", len(pairs) == 2 and pairs[0].port != pairs[1].port),
    )


@answer("capture-1.ben", "capture-1")
def ben(quiz):
    return player(quiz, "Ben").number


@answer("capture-1.code", "capture-1")
def code(quiz):
    return server_close(quiz, "Ben").code


@answer("capture-1.eve", "capture-1")
def eve(quiz):
    for frame in player(quiz, "Eve").of("client", TEXT):
        try:
            frame.payload.decode()
        except UnicodeDecodeError:
            return frame.name


@answer("capture-1.finn", "capture-1")
def finn(quiz):
    code = server_close(quiz, "Finn").code
    return choose(
        ("Finn. He must send", code in (1003, 1008)),
        ("Finn's WebSocket library", code in (1002, 1007)),
        ("The quiz", code == 1011),
    )


@answer("capture-1.dev", "capture-1")
def dev(quiz):
    outside, inside = legs(quiz)
    assert any(frame.payload == b"Dev here" for frame in outside.of("client", TEXT))
    return choose(
        ("Dev. His program", outside.ended_by() == "client"),
        ("The server", inside.ended_by() == "server"),
        ("The proxy", outside.ended_by() == "server" and inside.ended_by() == "client"),
    )


@answer("capture-1.gus", "capture-1")
def gus(quiz):
    return next(session.status for session in quiz.sessions if session.status != 101)


@answer("capture-1.tab", "capture-1")
def tab(quiz):
    # No script can send 1001: the browser does when its page goes away.
    left = [player(quiz, name) for name in ("Anna", "Cleo")]
    return next(session.number for session in left if session.of("client", CLOSE)[0].code == 1001)


@answer("capture-1.cleo", "capture-1")
def cleo(quiz):
    closes = [player(quiz, name).of("client", CLOSE)[0] for name in ("Anna", "Cleo")]
    return next(close.reason for close in closes if close.reason)


@answer("capture-1.order", "capture-1")
def in_order(quiz):
    return order(
        ("Dev is cut off", min(session.connection.first_fin().number for session in legs(quiz))),
        ("Ben is thrown out", server_close(quiz, "Ben").first),
        ("Anna closes the page", player(quiz, "Anna").of("client", CLOSE)[0].first),
        ("Cleo leaves", player(quiz, "Cleo").of("client", CLOSE)[0].first),
        ("Finn is thrown out", server_close(quiz, "Finn").first),
    )
