import json

from course import answer, choose, order
from websocket import CONTINUATION, TEXT


def messages(compression, index):
    """What the first or the second client sent: Hello, a JSON three times, one like it, noise."""
    return compression.sessions[index].said("client")


@answer("compression.predict", "compression")
def predict(compression):
    hello = messages(compression, 0)[0]
    assert hello.text == "Hello"
    return choose(
        ("Less than 5", hello.wire_length < 5),
        ("Exactly 5", hello.wire_length == 5),
        ("More than 5", hello.wire_length > 5),
    )


@answer("compression.flip", "compression")
def flip(compression):
    assert compression.sessions[0].of("client")[0].rsv1
    # FIN is bit 0, and RSV1 comes next.
    return 1


@answer("compression.order", "compression")
def in_order(compression):
    hello, once, twice, _, _, noise = messages(compression, 0)
    assert once.payload == twice.payload and len(noise.payload) == 64

    def grown(message):
        return message.wire_length / len(message.payload)

    return order(
        ("random bytes", grown(noise)),
        ("the first time", grown(once)),
        ("Hello", grown(hello)),
        ("the second time", grown(twice)),
    )


@answer("compression.alone", "compression")
def alone(compression):
    sent = messages(compression, 1)
    assert sent[1].payload == sent[2].payload == sent[3].payload
    return sent[3].wire_length


@answer("compression.parameter", "compression")
def parameter(compression):
    with_it, without = (s.response.header("Sec-WebSocket-Extensions") for s in compression.sessions[1::-1])
    # What the second answer has and the first hasn't, about what the client compresses.
    return choose(
        *(
            (words, words.startswith("client") and words in with_it and words not in without)
            for words in (
                "client_max_window_bits=12",
                "server_no_context_takeover",
                "client_no_context_takeover",
                "server_max_window_bits=12",
            )
        )
    )


@answer("compression.tail", "compression")
def tail(compression):
    return messages(compression, 0)[0].frames[0].payload + bytes([0, 0, 255, 255])


@answer("compression.inflate", "compression")
def inflate(compression):
    return json.loads([m for m in messages(compression, 1) if m.is_text][-1].text)["from"]


@answer("compression.middle", "compressed")
def middle(compressed):
    frames = compressed.sessions[0].of("client", TEXT, CONTINUATION)
    first = next(index for index, frame in enumerate(frames) if frame.wire[0] == 0x41)
    return frames[first + 1].wire[:1]
