from course import answer, choose
from websocket import TEXT


def packets(streams):
    """The server's packets with frames in them, and the frames in each."""
    frames = streams.sessions[0].of("server")
    return [
        (packet, [frame for frame in frames if packet in frame.packets])
        for packet in streams.sessions[0].connection.sent("server")
        if any(packet in frame.packets for frame in frames)
    ]


def straddle(streams):
    """The packet that has a whole frame and the first bytes of the next, and these two."""
    for packet, frames in packets(streams):
        if len(frames) == 2 and len(frames[0].packets) == 1 and len(frames[1].packets) == 2:
            return packet, *frames


@answer("streams.predict", "streams")
def predict(streams):
    is_cut = any(len(frame.packets) > 1 for frame in streams.sessions[0].of("server"))
    is_shared = any(len(frames) > 1 for _, frames in packets(streams))
    return choose(
        ("In exactly one packet", not is_cut and not is_shared),
        # What is cut here is far shorter than that.
        ("unless the line is longer", False),
        ("You can't tell", is_cut and is_shared),
        ("never in one that it shares", is_cut and not is_shared),
    )


@answer("streams.messages", "streams")
def messages(streams):
    return len(streams.sessions[0].of("server", TEXT))


@answer("streams.segments", "streams")
def segments(streams):
    return len([packet for packet, frames in packets(streams) if any(frame.opcode == TEXT for frame in frames)])


@answer("streams.crowd", "streams")
def crowd(streams):
    (found,) = [
        packet.number
        for packet, frames in packets(streams)
        if len([frame for frame in frames if len(frame.packets) == 1]) > 1
    ]
    return found


@answer("streams.ahead", "streams")
def ahead(streams):
    packet, first, _ = straddle(streams)
    return len(packet.data) - len(first.wire)


@answer("streams.wait", "streams")
def wait(streams):
    _, _, cut = straddle(streams)
    session = streams.sessions[0]
    close = session.first_close()
    again = [frame for frame in session.of("server") if frame.payload == cut.payload]
    return choose(
        ("dropped those bytes", not cut.is_whole),
        ("kept them and waited", cut.is_whole and close.code == 1000 and len(again) == 1),
        ("closed the connection", close.code != 1000),
        ("asked the server to send", len(again) > 1),
    )


@answer("streams.duplex", "streams")
def duplex(streams):
    session = streams.sessions[0]
    _, _, cut = straddle(streams)
    # The server's first and last message in the table, which begins after the frame that was cut.
    server = [frame.number for frame in session.of("server", TEXT) if frame.number > cut.number]
    return len([frame for frame in session.of("client", TEXT) if server[0] < frame.number < server[-1]])
