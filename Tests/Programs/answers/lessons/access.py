import re

from course import answer, choose, fact
from websocket import CLOSE, TEXT


def request(access, site, port, index=0):
    return [s for s in access.sessions if s.origin and site in s.origin and s.port == port][index]


def hijacked(access):
    """The game's session with the careless server."""
    return request(access, "games.", 8766)


@answer("access.predict", "access")
def predict(access):
    noted = next(m.text for m in access.at("/diary").said("client") if "8766" in m.text)
    mail = [frame.text for frame in hijacked(access).of("server", TEXT)]
    has_cookie = hijacked(access).request.header("Cookie") is not None
    return choose(
        ("Nothing.", "open" not in noted),
        ("Ada's mail", bool(mail) and mail[0] in noted),
        ("An open socket without mail", "open" in noted and not has_cookie),
        ("An error.", hijacked(access).status != 101),
    )


@answer("access.vulnerable", "access")
def vulnerable(access):
    (found,) = [s for s in access.sessions if s.target == "/inbox" and s.is_open and "mail." not in s.origin]
    return found.number


@answer("access.line", "access")
def line(access):
    return next(line for line in hijacked(access).request.lines if line.startswith("Origin:"))


@answer("access.lottery", "access")
def lottery(access):
    theirs, ours = request(access, "lottery.", 8766).request, hijacked(access).request
    assert request(access, "lottery.", 8766).status == 401
    return choose(
        ("It has no Cookie", theirs.header("Cookie") is None and ours.header("Cookie") is not None),
        # The game's Origin was none of the mail's, either; a 403 would have said so.
        ("Its Origin", request(access, "lottery.", 8766).status == 403),
        ("no longer signed in", ours.header("Cookie") is None),
        ("CORS.", False),
    )


@answer("access.program", "access")
def program(access):
    session = request(access, "mail.", 8765, -1)
    is_same = session.origin == request(access, "mail.", 8765).origin
    assert "Python" in session.request.header("User-Agent") and session.status == 401
    return choose(
        ("It is worthless", request(access, "games.", 8765).status == 101),
        ("noticed that the Origin was false", not is_same),
        ("not who is there", is_same and session.request.header("Cookie") is None),
    )


@answer("access.leak", "tickets")
def leak(tickets):
    log = "\n".join(message.text for message in tickets.at("/log").said("server"))
    secrets = re.findall(r"(?:token|ticket)=([^ &\"]+)", log)
    # The one that let somebody in for a second time.
    (found,) = {
        secret
        for secret in secrets
        if [s.status for s in tickets.sessions if s.target.endswith("=" + secret) and s.port == 8080][-1] == 101
    }
    return found


@answer("access.patience", "tickets")
def patience(tickets):
    silent = [s for s in tickets.sessions if s.target == "/inbox" and not s.of("client", TEXT) and s.port == 8080][0]
    waited = silent.of("server", CLOSE)[0].time - silent.request.packets[0].time / 1e9
    return f"{round(waited * 10) * 100} ms"


fact("access.way", "A ticket that works once")
