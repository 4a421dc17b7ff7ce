"""Runs a group of the cases of Autobahn|Testsuite and writes down, a JSON object a line, what the suite says of each.

fuzzer.py GROUP --list                    the identifiers of the group's cases, in the order in which they run
fuzzer.py GROUP client PORT RESULTS       the fuzzer connects to the server at PORT once per case
fuzzer.py GROUP server PORT RESULTS       the fuzzer serves at PORT; a client runs case N by asking for /runCase?case=N

Python 2.7, as the suite itself. The suite's cases and verdicts are its own; the only changes are that the limits and
compression cases send less (`REDUCED`), that the fuzzing client asks for a target that names the case, and that whole
messages are noted by their digest.
"""

from __future__ import print_function

import hashlib
import json
import sys
import types

from autobahntestsuite import fuzzing  # first: it installs Twisted's reactor
from autobahntestsuite.case import CaseBasename, CaseCategories, Cases, CaseSetname, CaseSubCategories
from autobahntestsuite.caseset import CaseSet
from autobahn.websocket.protocol import WebSocketProtocol
from twisted.internet import reactor

# Of 12 (what is compressed) and 13 (with which parameters): 16, 256, 4096, 16384 bytes, 8192 bytes in fragments of 256,
# and, several windows long, 131072 in fragments of 1024. The last only where it shrinks: not for books and PDF. 12.2
# sends parts of a photograph that is not free to pass on.
SHAPES = (1, 3, 5, 7, 11, 16)
SHRINKING = (1, 4)

GROUPS = {
    "protocol": ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"],
    "limits": ["9.1.1", "9.2.1", "9.3.1", "9.3.4", "9.4.1", "9.4.4", "9.5.1", "9.6.1"]
    + ["9.%d.%d" % (kind, size) for kind in (7, 8) for size in range(1, 7)],
    "compression": [
        "12.%d.%d" % (data, shape)
        for data in (1, 3, 4, 5)
        for shape in SHAPES
        if shape < 16 or data in SHRINKING
    ]
    + ["13.%d.%d" % (parameters, shape) for parameters in range(1, 8) for shape in SHAPES],
}


def compressed_count(length, data):
    """How many messages of `length` bytes: enough to fill a window, where that is affordable."""
    return max(2, min(16, (40960 if data in SHRINKING else 16384) // length))


def reduce(identifier, case):
    """Makes `case` send less; returns what is left, in words, or None."""
    category, number = identifier.split(".")[:2]
    if category in ("12", "13"):
        case.COUNT = compressed_count(case.LEN, int(number) if category == "12" else 1)
        return "%d messages" % case.COUNT
    if category == "9" and number in ("7", "8"):
        case.COUNT = 5
        return "5 messages"
    if category == "9" and number in ("3", "4", "5", "6"):
        length = 16384 if number in ("3", "4") else 8192
        original = case.init.__func__

        def init(self):
            original(self)
            self.DATALEN = length
            if number in ("3", "4"):
                self.PAYLOAD = self.PAYLOAD[:length]

        case.init = types.MethodType(init, None, case)
        return "%d bytes" % length
    return None


def described(payload, binary):
    """A whole message: its kind, its length in bytes, and its SHA-256."""
    return "%s %d %s" % ("binary" if binary else "text", len(payload), hashlib.sha256(payload).hexdigest())


class Notes(object):
    """What the fuzzer sent and received on one connection, as whole messages."""

    def __init__(self, port):
        self.port = port
        self.sent = []
        self.received = []
        self.is_in_message = False
        self.parts = None
        self.opcode = None

    def frame(self, opcode, payload, fin, payload_len):
        if self.is_in_message or opcode not in (0, 1, 2):
            return
        if payload_len is not None:
            payload = (payload * (payload_len // len(payload) + 1))[:payload_len]
        if opcode:
            self.parts, self.opcode = [], opcode
        if self.parts is None:
            return
        self.parts.append(payload)
        if fin:
            self.sent.append(described(b"".join(self.parts), self.opcode == 2))
            self.parts = None


def watch(results, reductions, finished):
    """Notes what passes through the fuzzer, and writes a line to `results` for each connection that ran a case."""
    made = fuzzing.FuzzingProtocol.connectionMade.__func__
    lost = fuzzing.FuzzingProtocol.connectionLost.__func__
    message = fuzzing.FuzzingProtocol.onMessage.__func__
    send_frame = WebSocketProtocol.sendFrame.__func__
    send_message = WebSocketProtocol.sendMessage.__func__

    def connection_made(self):
        end = self.transport.getPeer() if self.factory.isServer else self.transport.getHost()
        self.notes = Notes(end.port)
        made(self)

    def on_message(self, payload, binary):
        self.notes.received.append(described(payload, binary))
        message(self, payload, binary)

    def sending_frame(self, opcode, payload=b"", fin=True, rsv=0, mask=None, payload_len=None, *others, **named):
        self.notes.frame(opcode, payload, fin, payload_len)
        send_frame(self, opcode, payload, fin, rsv, mask, payload_len, *others, **named)

    def sending_message(self, payload, isBinary=False, *others, **named):
        self.notes.sent.append(described(payload, isBinary))
        self.notes.is_in_message = True
        send_message(self, payload, isBinary, *others, **named)
        self.notes.is_in_message = False

    def connection_lost(self, reason):
        lost(self, reason)  # this also gives the verdict
        if not self.runCase:
            return
        case = self.runCase
        identifier = self.factory.CaseSet.caseClasstoId(self.Case)
        target = self.http_request_uri if self.factory.isServer else self.factory.resource
        line = {
            "case": identifier,
            "fuzzer": "server" if self.factory.isServer else "client",
            "target": target,
            "port": self.notes.port,
            "title": self.factory.CaseSet.caseClassToPrettyDescription(self.Case),
            "expected": case.expected,
            "expectedClose": case.expectedClose,
            "behavior": case.behavior,
            "behaviorClose": case.behaviorClose,
            "peerCloseCode": self.remoteCloseCode,
            "sent": self.notes.sent,
            "received": self.notes.received,
            "sentFrames": self.txFrameStats,
            "receivedFrames": self.rxFrameStats,
        }
        if reductions.get(identifier):
            line["reduced"] = reductions[identifier]
        results.write(json.dumps(line, sort_keys=True) + "\n")
        results.flush()
        finished()

    fuzzing.FuzzingProtocol.connectionMade = connection_made
    fuzzing.FuzzingProtocol.onMessage = on_message
    fuzzing.FuzzingProtocol.connectionLost = connection_lost
    WebSocketProtocol.sendFrame = sending_frame
    WebSocketProtocol.sendMessage = sending_message


def name_cases_in_targets():
    """Lets the fuzzing client ask for /runCase?case=IDENTIFIER, so that each session says which case it is."""
    next_case = fuzzing.FuzzingClientFactory.nextCase.__func__

    def named(self):
        if not next_case(self):
            return False
        self.resource = "/runCase?case=" + self.currentCaseId
        return True

    fuzzing.FuzzingClientFactory.nextCase = named
    fuzzing.FuzzingClientFactory.createReports = lambda self: None


def main():
    group = GROUPS[sys.argv[1]]
    cases = CaseSet(CaseSetname, CaseBasename, Cases, CaseCategories, CaseSubCategories)
    identifiers = cases.parseSpecCases({"cases": group})
    if sys.argv[2] == "--list":
        print("\n".join(identifiers))
        return
    role, port, path = sys.argv[2:5]
    reductions = {identifier: reduce(identifier, cases.CasesById[identifier]) for identifier in identifiers}
    url = "ws://127.0.0.1:" + port
    left = [len(identifiers)]

    def finished():
        left[0] -= 1
        if left[0] == 0 and role == "server":
            reactor.callLater(0.5, reactor.stop)

    with open(path, "w") as results:
        watch(results, reductions, finished)
        if role == "client":
            name_cases_in_targets()
            fuzzing.startClient({"servers": [{"agent": "peer", "url": url}], "cases": group})
        else:
            fuzzing.startServer({"url": url, "cases": group}, 0)
        reactor.run()


main()
