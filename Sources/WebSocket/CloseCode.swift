/// The status code of a Close (RFC 6455 §7.4): its name, its meaning, and who may send it.
@frozen
public struct CloseCode: RawRepresentable, Hashable, Sendable {
    /// The number, any of 16 bits.
    public var rawValue: UInt16

    /// The code with that number, assigned or not.
    @inlinable
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// What the receiver of a Close with this code is to think of it.
    public enum Verdict: Hashable, Sendable {
        /// It may be sent: assigned, registered or private.
        case valid
        /// 1004, 1005, 1006, 1015: never in a Close frame (RFC 6455 §7.4.1).
        case reserved
        /// Below 1000, 1016–2999, 5000 and up: not assigned (RFC 6455 §7.4.2).
        case invalid
        /// 3000–3999 without a registration: it may be sent, but nobody knows what it means.
        case unregistered
    }

    /// The ranges of RFC 6455 §7.4.2.
    public enum Class: CaseIterable, Hashable, Sendable {
        /// 0–999: not used.
        case unused
        /// 1000–2999: the protocol's, its revisions' and its extensions'.
        case `protocol`
        /// 3000–3999: of libraries, frameworks and applications, registered with IANA.
        case registered
        /// 4000–4999: private; both ends agree on the meaning.
        case `private`
        /// 5000–65535: outside every range.
        case outside
    }

    /// Every code that has a name, in ascending order.
    public static let named: [CloseCode] = entries.map { CloseCode(rawValue: $0.code) }

    /// The name in the registry, as `Normal Closure`; nil for a code without one.
    public var name: String? { entry?.name }

    /// A sentence that says what the code means, for a code without a name by its range.
    public var meaning: String {
        if let entry { return entry.meaning }
        return switch `class` {
        case .unused: "Codes below 1000 are not used."
        case .protocol: "The code belongs to the protocol, but is not assigned."
        case .registered: "The code belongs to libraries and frameworks, but is not registered."
        case .private: "The code is private: ask the application what it means."
        case .outside: "Codes end at 4999."
        }
    }

    /// Who reports a code that never travels, and when: a sentence; nil for any other code, and for 1004, which nobody reports.
    public var reporter: String? {
        switch rawValue {
        case 1005: "A program's own library, when the Close that it got has no code."
        case 1006:
            "A program's own library, when the connection ended without a Close or never opened; browsers also for a failed TLS "
                + "handshake and for whatever else they fail themselves."
        case 1015: "Libraries that are no browsers, when the TLS handshake failed; browsers report 1006 then."
        default: nil
        }
    }

    /// What usually causes it: a sentence; nil for a code without a name.
    public var cause: String? { entry?.cause }

    /// The range that it belongs to.
    public var `class`: Class {
        switch rawValue {
        case ..<1000: .unused
        case ..<3000: .protocol
        case ..<4000: .registered
        case ..<5000: .private
        default: .outside
        }
    }

    /// What the receiver of a Close with this code is to think of it.
    public var verdict: Verdict {
        switch rawValue {
        case 1004, 1005, 1006, 1015: .reserved
        default:
            switch `class` {
            case .unused, .outside: .invalid
            case .protocol: entry == nil ? .invalid : .valid
            case .registered: entry == nil ? .unregistered : .valid
            case .private: .valid
            }
        }
    }

    /// Whether it may stand in a Close frame.
    public var mayBeSent: Bool { verdict == .valid || verdict == .unregistered }

    /// Whether script may pass it to `WebSocket.close` (WHATWG WebSockets Standard, §3.1).
    public var mayBeSentByScript: Bool { rawValue == 1000 || (3000...4999).contains(rawValue) }

    /// Where it is defined, as `RFC 6455 §7.4.1`.
    public var source: String {
        switch rawValue {
        case 1000...1011, 1015: "RFC 6455 §7.4.1"
        case _ where entry != nil: "IANA WebSocket Close Code Number Registry"
        default: "RFC 6455 §7.4.2"
        }
    }

    private var entry: Entry? { Self.entries.first { $0.code == rawValue } }
}

extension CloseCode {
    private struct Entry: Sendable {
        var code: UInt16
        var name: String
        var meaning: String
        var cause: String

        init(_ code: UInt16, _ name: String, _ meaning: String, _ cause: String) {
            self.code = code
            self.name = name
            self.meaning = meaning
            self.cause = cause
        }
    }

    private static let entries = [
        Entry(
            1000, "Normal Closure", "The session has done what it was opened for.",
            "One side called close with this code."),
        Entry(
            1001, "Going Away", "This side is leaving.",
            "The page was closed or left, or the server is shutting down; some servers also use it for idle sessions."),
        Entry(
            1002, "Protocol error", "The other side broke a rule of the protocol.",
            "A malformed frame: wrong masking, a reserved bit or opcode, fragments out of order."),
        Entry(
            1003, "Unsupported Data", "This side got a kind of data that it cannot accept.",
            "A binary message to an endpoint that takes text only, or the reverse."),
        Entry(
            1004, "Reserved", "RFC 6455 reserved the number and never defined a meaning; it must not be sent.",
            "A program that picks its own numbers."),
        Entry(
            1005, "No Status Rcvd", "The Close that arrived carried no code; the number itself is never sent.",
            "The other side closed without giving a code, as close() without an argument does."),
        Entry(
            1006, "Abnormal Closure", "The connection ended without a Close; the number itself is never sent.",
            "The network broke, a program died, a proxy lost patience, or the handshake failed."),
        Entry(
            1007, "Invalid frame payload data", "A message's content does not fit its type.",
            "A text message that is not UTF-8, or compressed data that cannot be inflated."),
        Entry(
            1008, "Policy Violation", "A message broke one of this side's own rules.",
            "Missing or expired rights, a wrong origin, too many messages: the code isn't more exact than that."),
        Entry(
            1009, "Message Too Big", "A message is larger than this side accepts.",
            "The receiver's limit, often 1 MiB by default, is lower than the sender's messages."),
        Entry(
            1010, "Mandatory Ext.",
            "The client needs an extension that the server did not agree to; the reason should name it. A server never sends "
                + "this: it refuses the handshake instead.",
            "A client that cannot do without the extension; browsers never send this."),
        Entry(
            1011, "Internal Error", "This side met something unexpected that keeps it from going on.",
            "An exception in the server's program: its log has the reason."),
        Entry(
            1012, "Service Restart",
            "The service is restarting; a client that reconnects should wait for a random time of 5 to 30 s.",
            "The server's process is being stopped and started again."),
        Entry(
            1013, "Try Again Later",
            "The service is overloaded; a client should try another address, or wait until the user asks for it.",
            "Too many clients, or more work than the server can do."),
        Entry(
            1014, "Bad Gateway",
            "A gateway or proxy got an invalid answer from the server behind it, like 502 in HTTP.",
            "The server behind the proxy is down or speaks something else."),
        Entry(
            1015, "TLS handshake", "The TLS handshake failed; the number itself is never sent.",
            "A certificate that cannot be verified; browsers report 1006 for it."),
        Entry(
            3000, "Unauthorized", "The endpoint wants to know who the client is.",
            "Missing or expired credentials, like 401 in HTTP."),
        Entry(
            3003, "Forbidden", "The client is known and is not allowed to do this.", "Missing rights, like 403 in HTTP."
        ),
        Entry(
            3008, "Timeout", "The client was too slow with something the endpoint waited for.",
            "No message, answer or login in time, like 408 in HTTP."),
    ]
}
