import Dissection
import TLS
import Wire

extension JSONText {
    /// A TLS record: where it stands, and what became of it.
    mutating func record(_ event: RecordEvent) {
        field("type", word: "record")
        field("session", event.session)
        field("record", event.record)
        sender(event.from)
        field("time", event.time)
        field("packets", event.packets)
        field("streamOffset", event.streamOffset)
        if event.depth > 0 { field("depth", event.depth) }
        field("contentType", event.contentType.name ?? "\(event.contentType.rawValue)")
        field("version", event.version.name)
        field("length", event.length)
        switch event.state {
        case .clear: field("state", word: "clear")
        case .opened: field("state", word: "opened")
        case .closed: field("state", word: "closed")
        case .incomplete: field("state", word: "incomplete")
        }
        if event.state == .opened { field("innerType", event.innerType?.name) }
        field("contentLength", event.contentLength)
        if event.padding > 0 { field("padding", event.padding) }
        field("plaintextOffset", event.plaintextOffset)
        field("sequence", event.sequence.map { Int(truncatingIfNeeded: $0) })
    }
}
