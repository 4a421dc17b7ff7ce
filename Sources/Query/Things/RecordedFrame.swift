public import Dissection
public import WebSocket
public import Wire

/// A frame of a recording, or one that a learner made.
public struct RecordedFrame: Sendable {
    /// The recording's name; empty for a frame that a learner made.
    public var recording: String
    /// The session's number; 0 for a frame that a learner made.
    public var session: Int
    /// The frame's number in its session; 0 for a frame that a learner made.
    public var number: Int
    /// Who sent it; nil only mid-stream.
    public var from: Side?
    /// Its header.
    public var header: FrameHeader
    /// Its bytes, header first.
    public var wire: [UInt8]
    /// The packets that brought it, in stream order.
    public var packets: [Int]
    /// The offset of its first byte in this direction's stream.
    public var streamOffset: Int
    /// The number of its message; nil for control frames.
    public var message: Int?
    /// The ids of the rules by which something was found about it.
    public var rules: [String]
    /// What was found about it.
    public var findings: [Finding]
    /// What the dissector told about it; nil for a frame that a learner made.
    var event: FrameEvent?
    /// When its last packet was captured.
    var moment: Moment
    /// Its place among the events of its session.
    var order: Int

    /// The frame of a recorded event.
    init(_ event: FrameEvent, recording: String, findings: [Finding], moment: Moment, order: Int) {
        self.recording = recording
        session = event.session
        number = event.frame
        from = event.from
        header = event.header
        wire = event.wire
        packets = Array(event.packets)
        streamOffset = event.streamOffset
        message = event.message
        rules = findings.map(\.rule.rawValue)
        self.findings = findings
        self.event = event
        self.moment = moment
        self.order = order
    }

    /// The frame that `wire` begins with, as if `side` had sent it on a connection without extensions.
    ///
    /// - Throws: `DecodeError.needMore` when the bytes end inside the header.
    public init(wire: [UInt8], from side: Side) throws(DecodeError) {
        var reader = FieldReader(wire.rawSpan, sink: NoFields(), limitedBy: .stream)
        let header = try FrameHeader(reading: &reader)
        recording = ""
        session = 0
        number = 0
        from = side
        self.header = header
        self.wire = wire
        packets = []
        streamOffset = 0
        message = nil
        rules = header.violations(from: side == .client, rsv1Defined: false).each.map(\.rule)
        findings = []
        event = nil
        moment = Moment()
        order = 0
    }

    /// The part of `wire` that is header.
    public var headerBytes: [UInt8] { Array(wire.prefix(header.headerLength)) }

    /// The payload's bytes as on the wire, masked if the frame is.
    public var maskedPayload: [UInt8] { Array(wire.dropFirst(header.headerLength)) }

    /// The payload's bytes, unmasked.
    public var payload: [UInt8] {
        var bytes = maskedPayload
        if header.masked { bytes.unmask(with: header.maskingKey) }
        return bytes
    }

    /// The code and reason of a Close; nil for other frames, and for a Close of one byte.
    public var closeBody: CloseBody? { header.opcode == .close ? CloseBody(payload: payload) : nil }

    /// The masking key's four bytes; empty for an unmasked frame.
    public var maskingKey: [UInt8] { header.masked ? (0..<4).map(header.maskingKey.byte) : [] }

    /// How many bytes header and payload take by what the header says.
    public var size: Int { header.headerLength + Int(clamping: min(header.payloadLength, UInt64(Int.max - 14))) }

    /// Whether `wire` holds exactly the bytes that the header announces.
    public var isWhole: Bool { UInt64(wire.count - header.headerLength) == header.payloadLength }
}
