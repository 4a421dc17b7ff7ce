from course import answer, choose, typed
from websocket import CLOSE, PING, PONG, TEXT


def drawing(heartbeat):
    """The numbers of the frames between which the page was drawing."""
    texts = heartbeat.at("/busy").of("client", TEXT)
    start, end = (next(f.number for f in texts if words in f.text) for words in ("Drawing", "Chart is done"))
    return range(start + 1, end)


@answer("ping.predict", "heartbeat")
def predict(heartbeat):
    busy = heartbeat.at("/busy")
    asked = [frame for frame in busy.of("server", PING) if frame.number in drawing(heartbeat)]
    answered = [frame for frame in busy.of("client", PONG) if frame.number in drawing(heartbeat)]
    return choose(
        ("Not before the drawing was done", not answered and busy.of("client", PONG)[-1].number > asked[-1].number),
        ("Never", busy.first_close().side == "server"),
        ("At once", [frame.payload for frame in answered] == [frame.payload for frame in asked]),
    )


@answer("ping.busy", "heartbeat")
def busy(heartbeat):
    return len([f for f in heartbeat.at("/busy").of("client", PONG) if f.number in drawing(heartbeat)])


@answer("ping.trip", "heartbeat")
def trip(heartbeat):
    busy = heartbeat.at("/busy")
    ping = busy.of("server", PING)[0]
    pong = next(frame for frame in busy.of("client", PONG) if frame.payload == ping.payload)
    return round((pong.time - ping.time) * 1000)


@answer("ping.script", "heartbeat")
def script(heartbeat):
    texts = [frame.text for frame in heartbeat.at("/busy").of("client", TEXT)]
    heard = next(text for text in texts if text.startswith("I heard"))
    method = next(text for text in texts if text.startswith("typeof socket.ping"))
    return choose(
        ("Send a Ping", "undefined" not in method and "pong" in heard),
        ("Count the server's Pings", "ping" in heard),
        ("Send a message", "undefined" in method and "ping" not in heard and "message" in heard),
        # It is 1 for as long as nobody has noticed.
        ("readyState", False),
    )


@answer("ping.payload", "heartbeat")
def payload(heartbeat):
    return heartbeat.at("/busy").of("server", PING)[0].payload


typed("ping.build", "8a 02 48 69")


@answer("ping.report", "heartbeat")
def report(heartbeat):
    blocked = heartbeat.at("/blocked")
    ready = [frame for frame in blocked.of("client", TEXT) if "ready" in frame.text]
    fin = next(packet.number for packet in blocked.packets if packet.fin and packet.side == "server")
    reset = any(packet.rst and packet.side == "server" for packet in blocked.packets)
    return choose(
        ("Yes", bool(ready) and ready[0].first < fin),
        ("had given up and ended TCP", bool(ready) and ready[0].first > fin and reset),
        ("kept the text back", not ready),
    )


@answer("ping.code", "heartbeat")
def code(heartbeat):
    blocked = heartbeat.at("/blocked")
    close = blocked.of("client", CLOSE)[0]
    fin = next(packet.number for packet in blocked.packets if packet.fin and packet.side == "server")
    return 1006 if close.first > fin else close.code


@answer("ping.pair", "heartbeat")
def pair(heartbeat):
    three = heartbeat.at("/three")
    answers = [frame.payload for frame in three.of("client", PONG)]
    return next(frame.name for frame in three.of("server", PING) if frame.payload not in answers)


@answer("ping.unasked", "heartbeat")
def unasked(heartbeat):
    three = heartbeat.at("/three")
    asked = three.of("client", PONG)[-1].number
    after = [frame for frame in three.of("server") if frame.number > asked]
    return choose(
        ("Nothing.", after[0].opcode == CLOSE and three.first_close().side == "client"),
        ("a Pong of its own", any(frame.opcode == PONG for frame in after)),
        ("It closed the session", three.first_close().side == "server"),
    )
