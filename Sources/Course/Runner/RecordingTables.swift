import Diagram
import Dissection
import Query
import WebSocket
import Wire

/// Tables of what a recording holds, a line each.
enum RecordingTables {
    /// Segments with what they carry.
    static func segments(_ items: [Item]) -> TextTable {
        var table = TextTable([
            .init("packet", right: true), .init("from"), .init("bytes", right: true),
            .init("carries", minimum: 12, wraps: true),
        ])
        for case .segment(let segment) in items {
            table.append([
                .init(String(segment.packet)), sender(segment), .init(String(segment.bytes.count)),
                .init(contents(segment)),
            ])
        }
        return table
    }

    /// Packets with their times and flags.
    static func packets(_ items: [Item], width: Int) -> TextTable {
        // Where there is no room for all columns, the time is what can be done without.
        let hasTime = width >= 60
        var columns: [TextTable.Column] = [
            .init("packet", right: true), .init("from"), .init("flags"), .init("bytes", right: true),
            .init("carries", minimum: 8, wraps: true),
        ]
        if hasTime { columns.insert(.init("time", right: true), at: 1) }
        var table = TextTable(columns)
        let begin = items.lazy.compactMap { item -> Int? in
            if case .segment(let segment) = item { segment.elapsed } else { nil }
        }.first
        for case .segment(let segment) in items {
            // Whole milliseconds since the capture began, as `elapsed` counts them, so that both agree.
            let elapsed = (segment.elapsed ?? 0) - (begin ?? 0)
            var cells: [TextTable.Cell] = [
                .init(String(segment.packet)), sender(segment), .init(flags(segment)),
                .init(String(segment.bytes.count)), .init(contents(segment)),
            ]
            if hasTime { cells.insert(.init("\(elapsed) ms"), at: 1) }
            table.append(cells)
        }
        return table
    }

    /// Frames with their bytes, and no verdict on them.
    static func frames(_ items: [Item], width: Int) -> TextTable {
        // Where there is no room for all columns, the payload's bytes are what can be done without; and of the masking
        // key, which is random, only its place is shown then.
        let hasPayload = width >= 60
        var columns: [TextTable.Column] = [
            .init("frame", right: true), .init("from"), .init("header", minimum: 11, wraps: true),
            .init("payload", right: true),
        ]
        if hasPayload { columns.append(.init("begins with", minimum: 8)) }
        var table = TextTable(columns)
        for case .frame(let frame) in items {
            table.append([
                .init(String(frame.number)),
                .init(frame.from?.rawValue ?? "", frame.from == .client ? .client : .server),
                .init(Notation.hex(frame.headerBytes)), .init(String(frame.header.payloadLength)),
                .init(Notation.hex(frame.maskedPayload.prefix(8))),
            ])
        }
        return table
    }

    private static func sender(_ segment: RecordedSegment) -> TextTable.Cell {
        switch segment.from {
        case .client: .init("client", .client)
        case .server: .init("server", .server)
        // Of no session: the ports are all that is known.
        case nil: .init("port \(segment.source.port)")
        }
    }

    private static func flags(_ segment: RecordedSegment) -> String {
        let names: [(TCPFlags, String)] = [(.syn, "SYN"), (.fin, "FIN"), (.rst, "RST"), (.ack, "ACK")]
        return names.filter { segment.flags.contains($0.0) }.map(\.1).joined(separator: " ")
    }

    private static func contents(_ segment: RecordedSegment) -> String {
        if segment.isKeepAlive { return "a keep-alive probe" }
        if segment.isWindowProbe { return "a window probe" }
        let names = (frames(segment) + segment.contents.compactMap(name)).joined(separator: ", ")
        return segment.isRetransmission ? names.isEmpty ? "again" : names + ", again" : names
    }

    // `frames 3, 4, 5`, `end of frame 6`; what else the segment carries is told by `name`.
    private static func frames(_ segment: RecordedSegment) -> [String] {
        var whole: [String] = []
        var parts: [String] = []
        for case .frame(let number, let part) in segment.contents {
            switch part {
            case .whole: whole.append(String(number))
            case .start: parts.append("start of frame \(number)")
            case .middle: parts.append("middle of frame \(number)")
            case .end: parts.append("end of frame \(number)")
            }
        }
        guard !whole.isEmpty else { return parts }
        let list = (whole.count == 1 ? "frame " : "frames ") + whole.joined(separator: ", ")
        return parts.filter { $0.hasPrefix("end") } + [list] + parts.filter { !$0.hasPrefix("end") }
    }

    private static func name(_ content: SegmentContent) -> String? {
        switch content {
        case .request: "the upgrade request"
        case .response: "the response"
        case .http: "HTTP"
        case .frame: nil
        case .handshakeMessage(let name): name
        case .record(let name): name
        case .unknown: "bytes of no frame"
        }
    }
}
