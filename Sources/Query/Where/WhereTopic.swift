/// What `explain where` says: how the conditions of `--where` are written.
public enum WhereTopic {
    /// The names under which it is found.
    public static let names = ["where", "--where", "condition", "conditions"]

    /// The name in lists of topics.
    public static let name = "where"

    /// What it is called.
    public static let title = "Conditions: --where EXPRESSION"

    /// How they are written, and what they show.
    public static let rules: [(name: String, text: String)] = [
        (
            "What",
            "ws101 inspect and ws101 capture show only the sessions, frames, messages and findings that the expression holds "
                + "for. Each thing is judged by itself, as it comes. A session's beginning and end are shown with whatever of it "
                + "is shown, and if the expression holds for the session."
        ),
        (
            "Names",
            "The keys of NDJSON, and some more: ws101 explain keys lists them. frame.payloadLength is that of frames only; "
                + "payloadLength is that of every kind of thing that has such a key. What a session has (path, status, "
                + "subprotocol) holds for all that is in it; session.time says it where others have the name, too."
        ),
        (
            "At the end",
            "What is known only when a session ends (\(endExamples.joined(separator: ", "))) holds for the end: its session is "
                + "shown without what came before. A row of the overview is that anyway."
        ),
        (
            "Not here",
            "What looks ahead or around: violations, elapsed, count(…), the(…); of sessions frameCount, legs and packets."
        ),
        (
            "Values",
            "Numbers as 126, 0x7e or 0b1111110; texts in quotes, 'a' or \"a\"; bytes as x'81 05'; true and false. Where a "
                + "name has few values, as severity and opcodeName, they need no quotes."
        ),
        (
            "Signs",
            "== != < <= > >= and or not + - * / % ^, parentheses; payload[0], payload[0..<4], text.count. Durations are "
                + "compared in whole seconds: milliseconds(roundTripTime) > 20 is finer."
        ),
        (
            "Functions",
            "contains(text, 'part'), contains(list, 'item'), lower(text), hex(bytes), bytes(text), text(bytes), "
                + "milliseconds(duration), has(frame, 'code'), requestHeader(session, 'Cookie'), responseHeader(session, 'Server')."
        ),
        (
            "No value",
            "Where a thing has no such key, or no value for it, that part is neither true nor false, and so is not (…) around "
                + "it; `and` and `or` go by the other side. What is not true in the end is not shown: "
                + "not code == 1000 shows Closes with another code, and nothing else."
        ),
        (
            "Bounds",
            "Of payloads the first 64 KB are looked at. In text output the frames of a message that is shown are shown with "
                + "it, the first 64 of them."
        ),
        (
            "Besides",
            "--session, --path, --from, --match, --no-control and --no-notes choose as well; all that is given must hold."
        ),
    ]

    static let endExamples = ["clean", "initiator", "clientSent", "serverEvent", "tcpEnd"]

    /// Conditions, and what they show.
    public static let examples: [(meaning: String, expression: String)] = [
        ("Long text frames", "opcodeName == text and payloadLength > 125"),
        ("Errors and warnings", "severity == error or severity == warning"),
        ("One rule", "rule == 'frame.client-unmasked'"),
        ("Messages with a word", "contains(message.text, 'timeout')"),
        ("Large ones of a path", "path == '/chat' and message.length > 10_000"),
        ("Well compressed", "compressed and wireLength * 10 < message.length"),
        ("Slow Pongs", "milliseconds(roundTripTime) > 100"),
        ("Refused sessions", "outcome == refused and status >= 500"),
        ("Unclean ends", "not clean"),
        ("What scripts saw", "clientEvent.code == 1006"),
        ("Bytes", "frame.payload[0..<2] == x'89 50'"),
        ("A program", "contains(requestHeader(session, 'User-Agent'), 'Firefox')"),
    ]
}
