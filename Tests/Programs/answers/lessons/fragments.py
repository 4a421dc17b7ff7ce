from course import answer, choose, order, typed
from websocket import CLOSE, CONTINUATION, PING, TEXT


@answer("fragments.predict", "fragments")
def predict(fragments):
    session = fragments.sessions[0]
    messages = [message.text for message in session.said("client")]
    closes = [frame.code for frame in session.of("server", CLOSE)]
    assert session.of("client", PING)[0].number < session.of("client", CONTINUATION)[0].number
    return choose(
        ("Three", len(messages) == 3),
        ("Two", messages[:2] == ["Hel", "lo"]),
        ("One", messages[0] == "Hello" and closes == [1000]),
        ("None", 1002 in closes),
    )


@answer("fragments.order", "fragments")
def in_order(fragments):
    frames = fragments.sessions[0].of("server", TEXT, CONTINUATION)
    names = {TEXT: "text", CONTINUATION: "continuation"}
    return order(*((f"{names[frame.opcode]}, FIN {int(frame.fin)}", frame.number) for frame in frames))


@answer("fragments.messages", "fragments")
def messages(fragments):
    return len([f for f in fragments.sessions[0].of("client", TEXT, CONTINUATION) if f.fin])


@answer("fragments.last", "fragments")
def last(fragments):
    return next(f.number for f in fragments.sessions[0].of("server", TEXT, CONTINUATION) if f.fin)


@answer("fragments.utf8", "fragments")
def utf8(fragments):
    session = fragments.sessions[0]
    codes = [frame.code for frame in session.of("server", CLOSE)]
    texts = [message.payload for message in session.said("client")]
    is_whole = "naïve".encode() in texts
    return choose(
        ("It closed with 1007", 1007 in codes),
        ("a replacement character", "na\ufffd".encode() in texts),
        ("It waited for the rest", is_whole and codes == [1000]),
        ("passed on two messages", b"na" in texts),
    )


typed("fragments.build", "80 05 6d 65 6e 74 73")
