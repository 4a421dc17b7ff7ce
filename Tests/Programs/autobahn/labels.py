"""What an observer must find in a case: taken from what the suite expects, or written here with a reason.

clean         nobody breaks a rule
mustFail      the fuzzer breaks one, and its peer must fail the connection with `mustFailWith`
fuzzerClose   the same by the fuzzer's Close: there the suite's verdict cannot say so, since the fuzzer closes first
afterClose    the fuzzer sends frames after its Close; the suite only looks whether its peer passes over them
"""

INVALID_CLOSE = "The fuzzer closes first, so that the suite expects an answer or TCP's end and judges the code it gets."
AFTER_CLOSE = "The suite expects a clean close with 1000 and does not count what its own side sent after its Close."


def invalid_close(rule, code=1002):
    return {"label": "fuzzerClose", "mustFailWith": code, "rule": rule, "reason": INVALID_CLOSE}


BY_HAND = {
    "7.3.2": invalid_close("close.payload-one-byte"),
    "7.3.6": invalid_close("frame.control-too-long"),
    "7.5.1": invalid_close("close.reason-invalid-utf8", 1007),
    "7.9.1": invalid_close("close.code-invalid"),  # 0
    "7.9.2": invalid_close("close.code-invalid"),  # 999
    "7.9.3": invalid_close("close.code-reserved"),  # 1004
    "7.9.4": invalid_close("close.code-reserved"),  # 1005
    "7.9.5": invalid_close("close.code-reserved"),  # 1006
    "7.9.6": invalid_close("close.code-invalid"),  # 1016
    "7.9.7": invalid_close("close.code-invalid"),  # 1100
    "7.9.8": invalid_close("close.code-invalid"),  # 2000
    "7.9.9": invalid_close("close.code-invalid"),  # 2999
    "7.13.1": invalid_close("close.code-invalid"),  # 5000
    "7.13.2": invalid_close("close.code-invalid"),  # 65535
} | {
    f"7.1.{number}": {"label": "afterClose", "rule": "frame.after-close", "reason": AFTER_CLOSE}
    for number in range(2, 7)
}


def label(line):
    """The label for a line of the suite's results."""
    if line["case"] in BY_HAND:
        return BY_HAND[line["case"]]
    close = line["expectedClose"]
    if close["closedByMe"]:
        return {"label": "clean"}
    (code,) = close["closeCode"]
    if code not in (1002, 1007):
        raise ValueError(f"{line['case']}: the suite expects its peer to close with {code}")
    return {"label": "mustFail", "mustFailWith": code}
