from course import answer, choose, typed
from websocket import BINARY, CLOSE, TEXT


def close(opcodes, program):
    return next(iter(opcodes.at("/menu-" + program).of("client", CLOSE)), None)


def bad(opcodes):
    return opcodes.at("/menu-python").of("server", TEXT)[0]


@answer("opcodes.predict", "opcodes")
def predict(opcodes):
    closes = {program: close(opcodes, program) for program in ("python", "chromium", "node")}
    codes = [frame.code if frame else None for frame in closes.values()]
    return choose(
        ("All three close the connection with the same code", len(set(codes)) == 1 and codes[0] is not None),
        ("All three show the text", codes == [None] * 3 and opcodes.at("/menu-node").ended_by() == "server"),
        ("each tells the server something different", len(set(codes)) == 3),
        ("The browser is lenient", closes["chromium"] is None and closes["python"] is not None),
    )


@answer("opcodes.script", "opcodes")
def script(opcodes):
    told = next(session.target for session in opcodes.sessions if "/told-chromium" in session.target)
    return choose(*((str(code), f"code={code}" in told) for code in (1002, 1006, 1007)))


@answer("opcodes.bytes", "opcodes")
def size(opcodes):
    return len(opcodes.at("/order").of("client", TEXT)[0].text.encode())


@answer("opcodes.first-byte", "opcodes")
def first_byte(opcodes):
    return opcodes.at("/order").of("client", BINARY)[0].wire[:1]


@answer("opcodes.offset", "opcodes")
def offset(opcodes):
    try:
        bad(opcodes).payload.decode()
    except UnicodeDecodeError as error:
        return error.start


# é is c3 a9.
typed("opcodes.build", "81 05 63 61 66 c3 a9")


@answer("opcodes.flip", "opcodes")
def flip(opcodes):
    (odd,) = [f for s in opcodes.sessions for f in s.frames if f.opcode not in (0, 1, 2, 8, 9, 10)]
    wrong = odd.opcode ^ BINARY
    assert wrong in (1, 2, 4, 8)
    return {8: 4, 4: 5, 2: 6, 1: 7}[wrong]
