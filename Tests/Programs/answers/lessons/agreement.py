from course import answer, choose, fact
from websocket import CLOSE


def silent(recording, is_page=True):
    """The session with the server that names no subprotocol: the page's, or the Python program's."""
    return next(s for s in recording.sessions if s.target == "/silent" and (s.origin is not None) == is_page)


@answer("agreement.predict", "agreement")
def predict(recording):
    session = silent(recording)
    again = [other for other in recording.sessions if other.target == "/silent" and other.origin]
    return choose(
        ("the page began to talk", bool(session.said("client"))),
        ("connected again", len(again) > 1),
        ("It ended the connection", not session.frames and session.ended_by() == "client"),
        ("sent a Close frame", bool(session.of("client", CLOSE))),
    )


@answer("agreement.code", "agreement")
def code(recording):
    # The page noted it: "/silent close 1006, ...".
    line = next(m.text for m in recording.at("/diary").said("client") if m.text.startswith("/silent close"))
    return line.split()[2].rstrip(",")


fact("agreement.rules", "None of them")


@answer("agreement.order", "agreement")
def in_order(recording):
    chat = recording.at("/chat")
    offered, chosen = chat.request.list("Sec-WebSocket-Protocol"), chat.response.header("Sec-WebSocket-Protocol")
    return choose(
        # Chromium offered one name elsewhere, and it was not taken.
        ("has to take the last name", recording.at("/refused").status == 101),
        ("The newer name wins", chosen == max(offered)),
        ("The order is only a preference", chosen in offered and chosen != max(offered)),
    )


@answer("agreement.missing", "agreement")
def missing(recording):
    return recording.at("/chat").response.header("Sec-WebSocket-Protocol")


@answer("agreement.case", "agreement")
def case(recording):
    session = recording.at("/shouting")
    assert session.response.header("Sec-WebSocket-Protocol") not in session.request.list("Sec-WebSocket-Protocol")
    requests = [other for other in recording.sessions if other.target == "/shouting"]
    return choose(
        ("End the connection", not session.frames and session.ended_by() == "client" and len(requests) == 1),
        ("Go on", bool(session.frames)),
        ("Send a second request", len(requests) > 1),
    )


@answer("agreement.diary", "agreement")
def diary(recording):
    lines = recording.at("/diary").said("client")
    return next(line.frames[0].name for line in lines if line.text.startswith("/shouting close"))


@answer("agreement.extension", "agreement")
def extension(recording):
    diary = recording.at("/diary")
    offered = "permessage-deflate" in diary.request.header("Sec-WebSocket-Extensions")
    declined = diary.response.header("Sec-WebSocket-Extensions") is None
    alone = diary.request.header("Sec-WebSocket-Protocol") is None
    assert offered and declined and diary.port == silent(recording).port
    return choose(
        ("Yes.", alone and not diary.frames),
        ("No.", alone and bool(diary.frames)),
        ("It can't be told", not alone),
    )
