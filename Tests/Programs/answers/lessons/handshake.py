import base64

from course import answer, choose, fact, order
from websocket import CLOSE, accept

fact("handshake.predict", "has read this request and speaks WebSocket")


@answer("handshake.key", "chromium-handshake")
def key(recording):
    return f"{len(base64.b64decode(recording.sessions[0].key))} bytes"


@answer("handshake.optional", "hello")
def optional(hello):
    session = hello.sessions[0]
    assert session.is_open
    names = ("Host", "Sec-WebSocket-Version", "Origin", "Connection")
    return choose(*((name, session.request.header(name) is None) for name in names))


@answer("handshake.accept", "chromium-handshake")
def accepted(recording):
    session = recording.sessions[0]
    assert session.is_open
    return accept(session.key)


@answer("handshake.end", "chromium-handshake")
def end(recording):
    return recording.sessions[0].response.bytes[-4:]


@answer("handshake.order", "chromium-handshake")
def in_order(recording):
    session = recording.sessions[0]
    return order(
        ("the client's first frame", session.of("client")[0].first),
        ("the server's 101", session.response.packets[0].number),
        ("the client's Close", session.of("client", CLOSE)[0].first),
        ("the upgrade request", session.request.packets[0].number),
    )


@answer("handshake.port", "uris")
def port(uris):
    return next(session.port for session in uris.sessions if session.request.header("Host") == "localhost")


@answer("handshake.target", "uris")
def target(uris):
    return next(session.target for session in uris.sessions if "aiohttp" in session.request.header("User-Agent"))


@answer("handshake.host", "uris")
def host(uris):
    return next(s.request.header("Host") for s in uris.sessions if "aiohttp" in s.request.header("User-Agent"))


@answer("handshake.fragment", "uris")
def fragment(uris):
    told = uris.at("/report").said("client")[0].text
    sent = [session.target for session in uris.sessions if session.origin]
    return choose(
        ("was sent the address with the fragment", any("latest" in target for target in sent)),
        ("An exception", told == "SyntaxError"),
        ("The fragment was cut off", told == "no error" and not any("latest" in target for target in sent)),
    )


@answer("handshake.origin", "chromium-handshake")
def origin(recording):
    session = recording.sessions[0]
    is_same = session.origin == "http://" + session.request.header("Host")
    return choose(
        ("It is the same origin", is_same),
        ("the browser blocked the connection", not is_same and not session.is_open),
        ("left the decision to the server", not is_same and session.is_open),
    )
