public import TLS
public import Wire

/// A TLS record, as it stood in the stream, and what it came to (RFC 8446 §5).
public struct RecordEvent: Sendable {
    /// What became of it.
    public enum State: Hashable, Sendable {
        /// It is not protected.
        case clear
        /// It was opened.
        case opened
        /// It stays closed.
        case closed(Closure)
        /// Some of its bytes are not in the capture.
        case incomplete
    }

    /// The session's number.
    public var session = 0
    /// The record's number in its connection, both directions together, from 1.
    public var record: Int
    /// Who sent it.
    public var from = Side.client
    /// When its last byte was captured.
    public var time: Timestamp
    /// The packets that brought it, in stream order.
    public var packets: NumberList
    /// The offset of its first byte in its direction's stream: of TCP, or of the TLS connection around it.
    public var streamOffset: Int
    /// How many TLS connections are around it: 0, or 1 where it runs through a proxy that speaks TLS itself.
    public var depth: Int
    /// The type in its header: with TLS 1.3, protected records all say application_data.
    public var contentType = ContentType.applicationData
    /// The version in its header: TLS 1.3 says 1.2 there.
    public var version = ProtocolVersion.tls12
    /// Bytes behind the header.
    public var length: Int
    /// What became of it.
    public var state: State
    /// The type of what it carries, once opened, or if it is not protected.
    public var innerType: ContentType?
    /// Bytes of content, once opened.
    public var contentLength: Int?
    /// Zero bytes behind the content and its type (RFC 8446 §5.4); with CBC, padding bytes.
    public var padding = 0
    /// The offset of its first byte of application data in the direction's plaintext.
    public var plaintextOffset: Int?
    /// Its sequence number, once opened.
    public var sequence: UInt64?
    /// Which of TLS 1.3's keys opened it.
    public var epoch: Epoch?
    /// How it is made up, if `DissectionOptions.tellsAnatomy` asks for it and it was opened.
    public var anatomy: RecordAnatomy?
    /// Its bytes, header first, as many as `DissectionOptions.wireLimit` keeps.
    public var wire: [UInt8] = []
    /// Its content, as many bytes as `DissectionOptions.wireLimit` keeps; empty while it is closed.
    public var content: [UInt8] = []
}

extension RecordEvent {
    /// A record with holes.
    init(damaged place: RecordPlace, _ depth: Int) {
        self.init(place, depth, .incomplete)
    }

    /// A record and its fate; `plaintextOffset` is where the direction's plaintext stands behind it.
    init(
        _ bytes: RawSpan, _ fate: RecordFate, _ place: RecordPlace, depth: Int, _ options: DissectionOptions,
        plaintextOffset: Int
    ) {
        self.init(place, depth, .clear)
        contentType = ContentType(rawValue: bytes.byte(at: 0))
        version = ProtocolVersion(rawValue: bytes.uint16(at: 1))
        wire = Array(copying: bytes.extracting(first: options.wireLimit))
        switch fate {
        case .clear:
            innerType = contentType
            contentLength = length
            content = Array(wire.dropFirst(RecordHeader.size))
        case .opened(let opened, let opening):
            state = .opened
            innerType = opened.contentType
            contentLength = opened.count
            padding = opened.padding
            sequence = opening.sequence
            epoch = opening.epoch
            content = Array(copying: opened.bytes.extracting(first: options.wireLimit))
            if opened.contentType == .applicationData { self.plaintextOffset = plaintextOffset - opened.count }
            anatomy = opening.anatomy
        case .closed(let closure): state = .closed(closure)
        }
    }

    private init(_ place: RecordPlace, _ depth: Int, _ state: State) {
        record = place.number
        time = place.last.time
        packets = place.packets
        streamOffset = place.streamOffset
        self.depth = depth
        length = place.length - RecordHeader.size
        self.state = state
    }
}
