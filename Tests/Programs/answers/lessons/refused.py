from course import answer, choose
from websocket import CLOSE, accept


def told(refused, path):
    """What the page noted about that door."""
    return [line.text for line in refused.at("/diary").said("client") if line.text.startswith(path + ":")]


@answer("refused.predict", "refused")
def predict(refused):
    error, closed = told(refused, "/members")
    status = str(refused.at("/members").status)
    return choose(
        ("in its error event", status in error),
        ("as the code of its close event", status in closed),
        ("That it failed, and not why", status not in error + closed and "1006" in closed),
        ("still waiting", not closed),
    )


@answer("refused.code", "refused")
def code(refused):
    doors = [refused.at(path) for path in ("/members", "/lounge", "/terrace")]
    closes = [frame for door in doors for frame in door.of("server", CLOSE)]
    return choose(
        ("Nobody", not any(door.frames for door in doors)),
        ("in a Close frame", any(frame.code == 1006 for frame in closes)),
        ("in a header", any(b"1006" in door.response.bytes for door in doors)),
    )


@answer("refused.redirect", "refused")
def redirect(refused):
    there = refused.at("/lounge").response.header("Location")
    followed = any(session.target == there for session in refused.sessions)
    said = "".join(told(refused, "/lounge"))
    return choose(
        ("sent the upgrade request again", followed),
        ("It gave up", not followed and there not in said and "1006" in said),
        ("handed the new address to the script", there in said),
    )


@answer("refused.door", "refused")
def door(refused):
    (found,) = [session for session in refused.sessions if session.status == 101 and not session.is_open]
    return found.number


@answer("refused.why", "refused")
def why(refused):
    terrace = refused.at("/terrace")
    offered = terrace.request.header("Sec-WebSocket-Protocol")
    is_right = terrace.response.header("Sec-WebSocket-Accept") == accept(terrace.key)
    return choose(
        ("Sec-WebSocket-Protocol", offered is not None),
        ("closed the connection too early", is_right and terrace.ended_by() == "server"),
        # A response needs none.
        ("Sec-WebSocket-Version", False),
        ("Its Accept", not is_right),
    )


@answer("refused.status", "defects")
def status(defects):
    return defects.at("/no-connection").status


@answer("refused.version", "defects")
def version(defects):
    lines = defects.at("/version-8").response.lines
    return next(line for line in lines if line.lower().startswith("sec-websocket-version"))
