import Dissection
import HTTP
import TLS
import Wire

/// Something that a TCP segment carries: the whole of it, or a part.
public enum SegmentContent: Hashable, Sendable {
    /// The upgrade request of the session, or a part of it.
    case request
    /// The response to the upgrade request, or a part of it.
    case response
    /// HTTP before the upgrade request, or after a response that was no 101.
    case http
    /// A frame, by its number.
    case frame(Int, Part)
    /// A message of the TLS handshake, by its name, such as `ClientHello`.
    case handshakeMessage(String)
    /// A TLS record of another content, by the name of its content type, such as `alert`.
    case record(String)
    /// Bytes of which nothing is known.
    case unknown

    /// How much of a frame a segment carries.
    public enum Part: Hashable, Sendable {
        /// All of it.
        case whole
        /// Its first bytes.
        case start
        /// Neither its first nor its last bytes.
        case middle
        /// Its last bytes.
        case end
    }

    private static func part(of frame: RecordedFrame, in packet: Int) -> SegmentContent {
        // A frame that was cut off has no end in any of its packets.
        guard frame.packets.count > 1 else { return .frame(frame.number, frame.isWhole ? .whole : .start) }
        let isLast = frame.isWhole && packet == frame.packets.last
        let part: Part = packet == frame.packets.first ? .start : isLast ? .end : .middle
        return .frame(frame.number, part)
    }

    /// What a segment of a connection without TLS carries besides the frames `carried`.
    static func plain(
        of segment: RecordedSegment, carrying carried: [RecordedFrame], in start: SessionEvent
    ) -> [SegmentContent] {
        let frames = carried.map { part(of: $0, in: segment.packet) }
        let response = start.responsePacket ?? .max
        if segment.from == .server {
            if segment.packet == response { return [.response] + frames }
            if !frames.isEmpty { return frames }
            return [segment.packet < response ? .http : start.outcome == .open ? .unknown : .response]
        }
        if !frames.isEmpty { return frames }
        if segment.packet < start.packet { return [.http] }
        return [segment.packet < response ? .request : .unknown]
    }

    /// What the TLS records carry that have bytes in a segment.
    static func sealed(
        in records: [RecordedRecord], of packet: Int, carrying carried: [RecordedFrame], in start: SessionEvent
    ) -> [SegmentContent] {
        var contents: [SegmentContent] = []
        for record in records {
            let event = record.event
            let frames = carried.filter { record.frames.contains($0.number) }
            let isHead =
                event.contentLength != nil
                && (event.innerType ?? event.contentType) == .applicationData
                && event.content.starts(with: Self.head(of: event.from, in: start).prefix(event.content.count))
            if isHead, !event.content.isEmpty { contents.append(event.from == .client ? .request : .response) }
            contents += frames.map { part(of: $0, in: packet) }
            if !isHead, frames.isEmpty { contents += Self.contents(of: event) }
        }
        var seen: Set<SegmentContent> = []
        return contents.filter { seen.insert($0).inserted }
    }

    private static func head(of side: Side, in start: SessionEvent) -> [UInt8] {
        (side == .client ? start.handshake?.request.bytes : start.handshake?.response?.bytes) ?? []
    }

    private static func contents(of record: RecordEvent) -> [SegmentContent] {
        let type = record.innerType ?? record.contentType
        let name = type.name ?? "\(type.rawValue)"
        guard type == .handshake, record.contentLength != nil else { return [.record(name)] }
        var messages: [SegmentContent] = []
        var rest = record.content[...]
        // Each message begins with its type and three bytes of length (RFC 8446 §4).
        while rest.count >= 4, let first = rest.first {
            let length = rest.dropFirst().prefix(3).reduce(0) { $0 << 8 | Int($1) }
            messages.append(.handshakeMessage(HandshakeType(rawValue: first).name ?? "type \(first)"))
            rest = rest.dropFirst(4 + length)
        }
        return messages.isEmpty ? [.record(name)] : messages
    }
}
