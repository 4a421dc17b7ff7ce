import re

from course import answer, choose, order
from websocket import TEXT


def visitors(detection):
    """The first texts of those who got a WebSocket: the page, its worker, and Node 22."""
    opened = [session for session in detection.sessions if session.target == "/live" and session.is_open]
    return [session.of("client", TEXT)[0].text for session in opened]


def polls(detection):
    return [packet for packet in detection.packets if packet.data.startswith(b"GET /score")]


@answer("support.predict", "detection")
def predict(detection):
    count = len(visitors(detection))
    return choose(("Four", count == 4), ("Three", count == 3), ("All five", count == 5))


@answer("support.window", "detection")
def window(detection):
    _, worker, _ = visitors(detection)
    works = "'WebSocket' in window: ReferenceError" not in worker
    has_one = "globalThis.WebSocket: function" in worker
    return choose(
        ("'WebSocket' in window", works),
        ("There is a globalThis in all of them", not works and has_one),
        # Node has no such list to be compared with.
        ("userAgent", False),
        ("None.", not works and not has_one),
    )


@answer("support.since", "detection")
def since(detection):
    page = next(session for session in detection.sessions if session.target == "/live" and session.is_open)
    return int(re.search(r"Chrome/(\d+)", page.request.header("User-Agent")).group(1)) - 16


@answer("support.node", "detection")
def node(detection):
    old = polls(detection)[0].data.decode()
    new = visitors(detection)[2]

    def has(text, what):
        return f"globalThis.{what}: function" in text

    return choose(
        ("A WebSocket in both", has(old, "WebSocket") and has(new, "EventSource")),
        ("but no EventSource", not has(old, "WebSocket") and has(new, "WebSocket") and not has(new, "EventSource")),
        ("Both in Node 22", not has(old, "WebSocket") and has(new, "EventSource")),
    )


@answer("support.polls", "detection")
def requests(detection):
    return len(polls(detection))


@answer("support.header", "detection")
def header(detection):
    outer = next(session for session in detection.sessions if session.port == 8080)
    inner = next(session for session in detection.sessions if session.key == outer.key and session is not outer)
    (name,) = set(outer.request.names) - set(inner.request.names)
    return name


@answer("support.order", "detection")
def in_order(detection):
    texts = detection.at("/diary").of("client", TEXT)
    return order(*((frame.text, frame.number) for frame in texts[:5]))


@answer("support.event", "detection")
def event(detection):
    packet = [p for p in detection.packets if p.source[1] == 8080 and b"data:" in p.data][-1]
    assert b"1:0" in packet.data
    return len(packet.data) - len("1:0")
