/// The rulebook: everything that ws101 reports about a session.
///
/// The raw values are a public interface: scripts match on them. Rules are added, never renamed.
public enum Rule: String, CaseIterable, Hashable, Sendable {
    /// The upgrade request's method is not GET.
    case handshakeMethod = "handshake.method"
    /// The upgrade request's HTTP version is below 1.1.
    case handshakeHttpVersion = "handshake.http-version"
    /// The upgrade request has no Host.
    case handshakeHostMissing = "handshake.host-missing"
    /// The request's Upgrade header does not name websocket.
    case handshakeUpgradeMissing = "handshake.upgrade-missing"
    /// The request's Connection header does not name Upgrade.
    case handshakeConnectionMissing = "handshake.connection-missing"
    /// The request has no Sec-WebSocket-Key.
    case handshakeKeyMissing = "handshake.key-missing"
    /// The Sec-WebSocket-Key is not the base64 of 16 bytes.
    case handshakeKeyInvalid = "handshake.key-invalid"
    /// An earlier connection used the same Sec-WebSocket-Key.
    case handshakeKeyReused = "handshake.key-reused"
    /// The request has no Sec-WebSocket-Version.
    case handshakeVersionMissing = "handshake.version-missing"
    /// The Sec-WebSocket-Version is not 13.
    case handshakeVersionUnsupported = "handshake.version-unsupported"
    /// The server did not switch to WebSocket.
    case handshakeRefused = "handshake.refused"
    /// The capture holds no HTTP answer to the upgrade request.
    case handshakeNoResponse = "handshake.no-response"
    /// The 101 has no Sec-WebSocket-Accept.
    case handshakeAcceptMissing = "handshake.accept-missing"
    /// The Sec-WebSocket-Accept does not match the key.
    case handshakeAcceptMismatch = "handshake.accept-mismatch"
    /// The 101's Upgrade header does not name websocket.
    case handshakeResponseUpgradeMissing = "handshake.response-upgrade-missing"
    /// The 101's Connection header does not name Upgrade.
    case handshakeResponseConnectionMissing = "handshake.response-connection-missing"
    /// A header of the handshake that may stand once stands more than once, or is empty.
    case handshakeHeaderRepeated = "handshake.header-repeated"
    /// The 101 has a Content-Length or a Transfer-Encoding.
    case handshakeResponseFramed = "handshake.response-framed"
    /// The 101 is one of HTTP/1.0.
    case handshakeResponseHttpVersion = "handshake.response-http-version"
    /// The server chose a subprotocol that was not offered.
    case handshakeSubprotocolUnrequested = "handshake.subprotocol-unrequested"
    /// The client offered subprotocols and the server chose none: browsers fail the connection.
    case handshakeSubprotocolUnanswered = "handshake.subprotocol-unanswered"
    /// The server chose an extension that was not offered.
    case handshakeExtensionUnrequested = "handshake.extension-unrequested"
    /// The client sent frames before the 101.
    case handshakeFramesBefore101 = "handshake.frames-before-101"
    /// The server's answer has a wrong extension parameter.
    case handshakeExtensionInvalid = "handshake.extension-invalid"
    /// An element of the client's offer has a wrong extension parameter.
    case handshakeExtensionOfferInvalid = "handshake.extension-offer-invalid"
    /// A header line is malformed.
    case handshakeHeaderMalformed = "handshake.header-malformed"
    /// The empty line that ends a request or response head never came.
    case handshakeHeadUnfinished = "handshake.head-unfinished"
    /// The headers are larger than servers accept.
    case handshakeHeadTooLarge = "handshake.head-too-large"
    /// The request has no Origin: the client is not a browser.
    case handshakeOriginMissing = "handshake.origin-missing"
    /// The handshake is one of a draft before RFC 6455.
    case handshakeDraft = "handshake.draft"
    /// A PROXY protocol header comes before the request.
    case handshakeProxyLine = "handshake.proxy-line"
    /// Credentials travel in the clear.
    case handshakeCleartextCredentials = "handshake.cleartext-credentials"
    /// Text or padding stands where a frame should begin.
    case frameStrayBytes = "frame.stray-bytes"
    /// The client sent an unmasked frame.
    case frameClientUnmasked = "frame.client-unmasked"
    /// The server sent a masked frame.
    case frameServerMasked = "frame.server-masked"
    /// A reserved bit is set that no extension defines.
    case frameRsvNonzero = "frame.rsv-nonzero"
    /// RSV1 is set on a control frame.
    case frameRsv1OnControl = "frame.rsv1-on-control"
    /// RSV1 is set on a continuation frame.
    case frameRsv1OnContinuation = "frame.rsv1-on-continuation"
    /// The opcode is reserved.
    case frameOpcodeReserved = "frame.opcode-reserved"
    /// The length is written in a longer form than it needs.
    case frameLengthNotMinimal = "frame.length-not-minimal"
    /// The top bit of the 64-bit length is set.
    case frameLengthMsbSet = "frame.length-msb-set"
    /// The bytes of an extended length are in the wrong order.
    case frameLengthByteOrder = "frame.length-byte-order"
    /// The length is one that no program sends.
    case frameLengthImpossible = "frame.length-impossible"
    /// A control frame is fragmented.
    case frameControlFragmented = "frame.control-fragmented"
    /// A control frame is longer than 125 bytes.
    case frameControlTooLong = "frame.control-too-long"
    /// A continuation frame continues nothing.
    case frameContinuationUnexpected = "frame.continuation-unexpected"
    /// A new message begins inside an unfinished one.
    case frameMessageInterrupted = "frame.message-interrupted"
    /// A frame follows the same side's Close.
    case frameAfterClose = "frame.after-close"
    /// The masking key is zero.
    case frameMaskingKeyZero = "frame.masking-key-zero"
    /// Consecutive frames use the same masking key.
    case frameMaskingKeyReused = "frame.masking-key-reused"
    /// A text message is not UTF-8.
    case messageInvalidUtf8 = "message.invalid-utf8"
    /// A compressed message is no valid DEFLATE data.
    case messageInflateFailed = "message.inflate-failed"
    /// A compressed message refers back beyond the negotiated window.
    case messageWindowExceeded = "message.window-exceeded"
    /// A compressed message grew beyond what ws101 is willing to inflate.
    case messageInflateLimit = "message.inflate-limit"
    /// A compressed message refers to what the capture does not hold.
    case messageInflateContextLost = "message.inflate-context-lost"
    /// An extension is in use that ws101 does not know: payloads are not judged.
    case messageExtensionUnknown = "message.extension-unknown"
    /// A message is compressed although no compression was agreed.
    case messageCompressedUnsettled = "message.compressed-unsettled"
    /// The connection ended inside a message.
    case messageUnfinished = "message.unfinished"
    /// A Close has a body of one byte.
    case closePayloadOneByte = "close.payload-one-byte"
    /// A Close carries a code that must not be sent.
    case closeCodeReserved = "close.code-reserved"
    /// A Close carries a code that is not assigned.
    case closeCodeInvalid = "close.code-invalid"
    /// A Close carries an unregistered code.
    case closeCodeUnregistered = "close.code-unregistered"
    /// A Close's reason is not UTF-8.
    case closeReasonInvalidUtf8 = "close.reason-invalid-utf8"
    /// A Close was never answered.
    case closeNoReply = "close.no-reply"
    /// The client closed TCP before the server.
    case closeTcpOrder = "close.tcp-order"
    /// TCP stayed open long after the closing handshake was complete.
    case closeTcpLate = "close.tcp-late"
    /// The connection ended without a Close.
    case connectionAbnormal = "connection.abnormal"
    /// The connection was reset.
    case connectionReset = "connection.reset"
    /// A RST ended nothing: both sides went on after it.
    case connectionResetIgnored = "connection.reset-ignored"
    /// A Ping got no Pong.
    case pingUnanswered = "ping.unanswered"
    /// A Pong answers no Ping.
    case pongUnsolicited = "pong.unsolicited"
    /// A peer went on after a violation for which it must fail the connection.
    case peerIgnoredViolation = "peer.ignored-violation"
    /// Bytes are missing from the capture.
    case streamGap = "stream.gap"
    /// The capture began after the handshake.
    case streamMidstream = "stream.midstream"
    /// No packet of one side is in the capture.
    case streamOneSided = "stream.one-sided"
    /// Data was sent again and again, and never acknowledged.
    case streamUnacknowledged = "stream.unacknowledged"
    /// A receive window stayed closed.
    case streamZeroWindow = "stream.zero-window"
    /// The clock of the capture jumped back.
    case streamClockBack = "stream.clock-back"
    /// The snapshot length cut packets.
    case streamTruncatedPackets = "stream.truncated-packets"
    /// Two copies of the same TCP bytes differ.
    case streamOverlapConflict = "stream.overlap-conflict"
    /// No key log has keys for this TLS connection.
    case tlsNoKeys = "tls.no-keys"
    /// The keys for this TLS connection open none of its records.
    case tlsWrongKeys = "tls.wrong-keys"
    /// The cipher suite or the version of TLS is none that can be opened.
    case tlsUnsupportedCipher = "tls.unsupported-cipher"
    /// The capture lacks the beginning of the TLS connection.
    case tlsHandshakeMissing = "tls.handshake-missing"
    /// Records in the middle of the TLS connection could not be opened.
    case tlsDecryptFailed = "tls.decrypt-failed"
    /// An alert ended the TLS connection.
    case tlsAlert = "tls.alert"
}

extension Rule {
    /// Whether it is about frames, messages or their Closes, which drafts before RFC 6455 had rules of their own for.
    var judgesFrames: Bool { ["frame.", "message.", "close.", "peer."].contains { rawValue.hasPrefix($0) } }

    /// How much a breach matters.
    public var severity: Severity { row.severity }

    /// The section that says so, as `RFC 6455 §5.1`; nil where no RFC does.
    public var rfc: String? { row.rfc }

    /// The Close code that fits, where the RFC says that the receiver must fail the connection.
    ///
    /// Only failing it is a must: a Close before that, with such a code, is what the receiver should send (RFC 6455 §7.1.7).
    public var mustFailWith: Int? { row.mustFailWith }

    /// What a rule with the code `mustFailWith` demands of the receiver, in a sentence.
    public static func duty(_ mustFailWith: Int) -> String {
        "The receiver must fail the connection; the Close code for this is \(mustFailWith)."
    }

    /// One line that says what is wrong, without the observed values.
    public var title: String { row.title }

    /// Whether it is told of one session of a capture only, the first that it is true of: it says more about the client's
    /// program than about a session.
    public var isToldOnce: Bool { self == .handshakeOriginMissing }

    private struct Row {
        var severity: Severity
        var rfc: String?
        var mustFailWith: Int?
        var title: String

        init(_ severity: Severity, _ rfc: String?, _ title: String, mustFailWith: Int? = nil) {
            self.severity = severity
            self.rfc = rfc
            self.mustFailWith = mustFailWith
            self.title = title
        }
    }

    private var row: Row {
        switch self {
        case .handshakeMethod: Row(.error, "RFC 6455 §4.1", "The upgrade request's method is not GET")
        case .handshakeHttpVersion: Row(.error, "RFC 6455 §4.1", "The upgrade request's HTTP version is below 1.1")
        case .handshakeHostMissing: Row(.error, "RFC 6455 §4.1", "The upgrade request has no Host")
        case .handshakeUpgradeMissing:
            Row(.error, "RFC 6455 §4.1", "The request's Upgrade header does not name websocket")
        case .handshakeConnectionMissing:
            Row(.error, "RFC 6455 §4.1", "The request's Connection header does not name Upgrade")
        case .handshakeKeyMissing: Row(.error, "RFC 6455 §4.1", "The request has no Sec-WebSocket-Key")
        case .handshakeKeyInvalid: Row(.error, "RFC 6455 §4.1", "The Sec-WebSocket-Key is not the base64 of 16 bytes")
        case .handshakeKeyReused:
            Row(.warning, "RFC 6455 §4.1", "An earlier connection used the same Sec-WebSocket-Key")
        case .handshakeVersionMissing: Row(.error, "RFC 6455 §4.1", "The request has no Sec-WebSocket-Version")
        case .handshakeVersionUnsupported: Row(.error, "RFC 6455 §4.1", "The Sec-WebSocket-Version is not 13")
        case .handshakeRefused: Row(.note, "RFC 6455 §4.2.2", "The server did not switch to WebSocket")
        case .handshakeNoResponse: Row(.warning, nil, "The capture holds no HTTP answer to the upgrade request")
        case .handshakeAcceptMissing: Row(.error, "RFC 6455 §4.2.2", "The 101 has no Sec-WebSocket-Accept")
        case .handshakeAcceptMismatch: Row(.error, "RFC 6455 §4.2.2", "The Sec-WebSocket-Accept does not match the key")
        case .handshakeResponseUpgradeMissing:
            Row(.error, "RFC 6455 §4.1", "The 101's Upgrade header does not name websocket")
        case .handshakeResponseConnectionMissing:
            Row(.error, "RFC 6455 §4.1", "The 101's Connection header does not name Upgrade")
        case .handshakeHeaderRepeated:
            Row(.error, "RFC 6455 §11.3", "A header that may occur only once is repeated or empty")
        case .handshakeResponseFramed:
            Row(.error, "RFC 9110 §8.6, RFC 9112 §6.1", "The 101 has a header that frames a body")
        case .handshakeResponseHttpVersion:
            Row(.error, "RFC 9110 §7.8", "The 101 is HTTP/1.0, which has no Upgrade")
        case .handshakeSubprotocolUnrequested:
            Row(.error, "RFC 6455 §4.1", "The server chose a subprotocol that was not offered")
        case .handshakeSubprotocolUnanswered:
            Row(.warning, "WHATWG WebSockets", "Subprotocols were offered, and the 101 names none")
        case .handshakeExtensionUnrequested:
            Row(.error, "RFC 6455 §9.1", "The server chose an extension that was not offered")
        case .handshakeFramesBefore101: Row(.error, "RFC 6455 §4.1", "The client sent frames before the 101")
        case .handshakeExtensionInvalid:
            Row(.error, "RFC 7692 §7.1", "The server's answer has a wrong extension parameter")
        case .handshakeExtensionOfferInvalid:
            Row(.warning, "RFC 7692 §7.1", "An element of the client's offer has a wrong extension parameter")
        case .handshakeHeaderMalformed: Row(.warning, "RFC 9112 §5", "A header line is malformed")
        case .handshakeHeadUnfinished:
            Row(.error, "RFC 9112 §2.1", "The empty line that ends the headers never came")
        case .handshakeHeadTooLarge:
            Row(.warning, "RFC 6585 §5", "The headers are larger than common servers accept")
        case .handshakeOriginMissing:
            Row(.note, "RFC 6455 §10.2", "The request has no Origin: the client is not a browser")
        case .handshakeDraft: Row(.note, nil, "The handshake is one of a draft before RFC 6455")
        case .handshakeProxyLine: Row(.note, nil, "A PROXY protocol header comes before the request")
        case .handshakeCleartextCredentials: Row(.warning, "RFC 6455 §10.6", "Credentials travel in the clear")
        case .frameStrayBytes:
            Row(.error, "RFC 6455 §5.2", "Bytes that are not a frame, where a frame should begin", mustFailWith: 1002)
        case .frameClientUnmasked: Row(.error, "RFC 6455 §5.1", "The client sent an unmasked frame", mustFailWith: 1002)
        case .frameServerMasked: Row(.error, "RFC 6455 §5.1", "The server sent a masked frame", mustFailWith: 1002)
        case .frameRsvNonzero:
            Row(.error, "RFC 6455 §5.2", "A reserved bit is set that no extension defines", mustFailWith: 1002)
        case .frameRsv1OnControl: Row(.error, "RFC 7692 §6.1", "RSV1 is set on a control frame", mustFailWith: 1002)
        case .frameRsv1OnContinuation:
            Row(.error, "RFC 7692 §6.1", "RSV1 is set on a continuation frame", mustFailWith: 1002)
        case .frameOpcodeReserved: Row(.error, "RFC 6455 §5.2", "The opcode is reserved", mustFailWith: 1002)
        case .frameLengthNotMinimal:
            Row(.error, "RFC 6455 §5.2", "The length is written in a longer form than it needs", mustFailWith: 1002)
        case .frameLengthMsbSet:
            Row(.error, "RFC 6455 §5.2", "The top bit of the 64-bit length is set", mustFailWith: 1002)
        case .frameLengthByteOrder:
            Row(.error, "RFC 6455 §5.2", "The bytes of the length are in the wrong order")
        case .frameLengthImpossible:
            Row(.warning, "RFC 6455 §10.4", "The announced length cannot be real")
        case .frameControlFragmented: Row(.error, "RFC 6455 §5.5", "A control frame is fragmented", mustFailWith: 1002)
        case .frameControlTooLong:
            Row(.error, "RFC 6455 §5.5", "A control frame is longer than 125 bytes", mustFailWith: 1002)
        case .frameContinuationUnexpected:
            Row(.error, "RFC 6455 §5.4", "A continuation frame continues nothing", mustFailWith: 1002)
        case .frameMessageInterrupted:
            Row(.error, "RFC 6455 §5.4", "A new message begins inside an unfinished one", mustFailWith: 1002)
        case .frameAfterClose: Row(.error, "RFC 6455 §5.5.1", "A frame follows the same side's Close")
        case .frameMaskingKeyZero: Row(.warning, "RFC 6455 §5.3", "The masking key is zero")
        case .frameMaskingKeyReused: Row(.warning, "RFC 6455 §5.3", "Consecutive frames use the same masking key")
        case .messageInvalidUtf8: Row(.error, "RFC 6455 §8.1", "A text message is not UTF-8", mustFailWith: 1007)
        case .messageInflateFailed:
            Row(.error, "RFC 7692 §7.2.2", "A compressed message can't be inflated", mustFailWith: 1007)
        case .messageWindowExceeded:
            Row(.error, "RFC 7692 §7.1.2", "A compressed message exceeds the negotiated window", mustFailWith: 1007)
        case .messageInflateLimit: Row(.warning, nil, "A compressed message was inflated only in part")
        case .messageInflateContextLost:
            Row(.note, "RFC 7692 §7.2.3", "A compressed message needs a context that the capture does not hold")
        case .messageExtensionUnknown: Row(.note, "RFC 6455 §9", "An extension is in use that ws101 does not know")
        case .messageCompressedUnsettled:
            Row(
                .error, "RFC 7692 §5.1", "A message is compressed, but the 101 did not agree to that",
                mustFailWith: 1002)
        case .messageUnfinished: Row(.warning, "RFC 6455 §5.4", "The connection ended inside a message")
        case .closePayloadOneByte: Row(.error, "RFC 6455 §5.5.1", "A Close has a body of one byte", mustFailWith: 1002)
        case .closeCodeReserved:
            Row(.error, "RFC 6455 §7.4.1", "A Close carries a code that must not be sent", mustFailWith: 1002)
        case .closeCodeInvalid:
            Row(.error, "RFC 6455 §7.4.2", "A Close carries a code that is not assigned", mustFailWith: 1002)
        case .closeCodeUnregistered:
            Row(.note, "IANA WebSocket Close Code Number Registry", "A Close carries an unregistered code")
        case .closeReasonInvalidUtf8:
            Row(.error, "RFC 6455 §5.5.1", "A Close's reason is not UTF-8", mustFailWith: 1007)
        case .closeNoReply: Row(.warning, "RFC 6455 §5.5.1", "A Close was never answered")
        case .closeTcpOrder: Row(.note, "RFC 6455 §7.1.1", "The client closed TCP before the server")
        case .closeTcpLate:
            Row(.warning, "RFC 6455 §7.1.1", "TCP stayed open long after the closing handshake")
        case .connectionAbnormal: Row(.warning, "RFC 6455 §7.1.5", "The connection ended without a Close")
        case .connectionReset: Row(.warning, "RFC 9293 §3.5.2", "The connection was reset")
        case .connectionResetIgnored: Row(.warning, "RFC 5961 §3", "A RST did not end the connection")
        case .pingUnanswered: Row(.warning, "RFC 6455 §5.5.2", "A Ping got no Pong")
        case .pongUnsolicited: Row(.note, "RFC 6455 §5.5.3", "A Pong answers no Ping")
        case .peerIgnoredViolation:
            Row(.note, "RFC 6455 §7.1.7", "A peer went on after a violation for which it must fail the connection")
        case .streamGap: Row(.warning, nil, "Bytes are missing from the capture")
        case .streamMidstream: Row(.note, nil, "The capture began after the handshake")
        case .streamOneSided: Row(.note, nil, "Only one direction was captured")
        case .streamUnacknowledged: Row(.warning, nil, "Data was sent repeatedly and never acknowledged")
        case .streamZeroWindow: Row(.warning, nil, "A receive window stayed closed")
        case .streamClockBack: Row(.note, nil, "The clock of the capture jumped back")
        case .streamTruncatedPackets: Row(.note, nil, "The snapshot length cut packets")
        case .streamOverlapConflict: Row(.warning, nil, "Two copies of the same TCP bytes differ")
        case .tlsNoKeys: Row(.note, nil, "No key log has keys for this TLS connection")
        case .tlsWrongKeys: Row(.note, nil, "The keys for this TLS connection open none of its records")
        case .tlsUnsupportedCipher: Row(.note, nil, "ws101 can't open this cipher suite or version of TLS")
        case .tlsHandshakeMissing: Row(.note, nil, "The capture lacks the beginning of the TLS connection")
        case .tlsDecryptFailed: Row(.note, nil, "TLS records could not be opened")
        case .tlsAlert: Row(.warning, "RFC 8446 §6", "A TLS alert reports an error")
        }
    }
}
