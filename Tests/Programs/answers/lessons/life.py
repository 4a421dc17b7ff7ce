from course import answer, choose, order
from websocket import CLOSE, PING, PONG, TEXT


@answer("life.predict", "life")
def predict(life):
    asked = life.at("/kitchen").of("client", TEXT)[0]
    return choose(
        ("A new HTTP request", b"HTTP/1" in asked.wire),
        ("A few bytes that are not HTTP", b"HTTP/1" not in asked.wire and len(asked.wire) > len(asked.payload)),
        ("The text alone", len(asked.wire) == len(asked.payload)),
    )


def diary(life):
    return life.at("/diary").said("client")


@answer("life.open", "life")
def opened(life):
    chat = life.at("/kitchen")
    line = next(message for message in diary(life) if message.text == "open").first
    request, response = chat.request.packets[0].number, chat.response.packets[0].number
    return choose(
        ("The upgrade request", request < line < response),
        ("The first text from the server", line > chat.of("server", TEXT)[0].first),
        ("The server's 101", response < line < chat.of("client", TEXT)[0].first),
    )


@answer("life.events", "life")
def events(life):
    return len(life.at("/kitchen").said("server"))


@answer("life.order", "life")
def in_order(life):
    chat, lines = life.at("/kitchen"), diary(life)
    return order(
        ("line about close", next(line for line in lines if line.text.startswith("close")).first),
        ("the server's 101", chat.response.packets[0].number),
        ("the Pong", chat.of("client", PONG)[0].first),
        ("open", next(line for line in lines if line.text == "open").first),
        ("the server's Close", chat.of("server", CLOSE)[0].first),
    )


@answer("life.unseen", "life")
def unseen(life):
    chat = life.at("/kitchen")
    seen = "\n".join(line.text for line in diary(life))
    return choose(
        ("The text inside the Ping", chat.of("server", PING)[0].text in seen),
        ("The reason inside the Close", chat.of("server", CLOSE)[0].reason in seen),
        ("The key", chat.of("client", TEXT)[0].key.hex() in seen),
        ("The news that the server's computer", "received" in seen.lower()),
    )


@answer("life.packets", "life")
def packets(life):
    chat = life.at("/kitchen")
    ping = chat.of("server", PING)[0].first
    return len([packet for packet in chat.packets if packet.number < ping and not packet.data])


@answer("life.header", "life")
def header(life):
    asked = life.at("/kitchen").of("client", TEXT)[0]
    return len(asked.wire) - len(asked.payload)
