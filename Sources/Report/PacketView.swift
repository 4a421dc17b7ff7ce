public import Capture
public import Diagram
public import Dissection
import Wire

/// One packet, header by header, and the frames that it carries.
public final class PacketView: SingleView {
    /// Why there was no such packet.
    public private(set) var problem: NotFound?

    private let output: Output
    private let screen: Screen?
    private let number: Int
    private var record: PacketRecord?
    private var bytes: [UInt8] = []
    private var frames: [FrameEvent] = []
    private var comments: [PacketComment] = []

    /// A view of packet `number`; as text for `screen`, or without one as SVG.
    public init(packet number: Int, to output: Output, on screen: Screen?) {
        self.output = output
        self.screen = screen
        self.number = number
    }

    /// Takes the packet if it is in the slab; to be called for each, as the events do not carry packets.
    public func look(at slab: PacketSlab) {
        guard record == nil, let found = slab.records.first(where: { $0.number == number }) else { return }
        record = found
        let span = slab.bytes(of: found)
        bytes = (0..<span.byteCount).map { span.byte(at: $0) }
    }

    /// Waits for the frames of the packet, and prints at the end.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .frame(let frame): if frames.count < 100, frame.packets.contains(number) { frames.append(frame) }
        case .comment(let comment): if comment.packet == number { comments.append(comment) }
        case .summary(let summary): write(packets: summary.packets)
        default: break
        }
    }

    private func write(packets: Int) {
        guard let record else {
            problem = NotFound(
                problem: "there is no packet \(number) among the \(Quantity.count(packets, "packet")) read",
                advice: "Packets are numbered from 1 in the order of the capture.")
            return
        }
        let diagram = PacketDiagram(
            bytes: bytes, linkType: record.linkType, number: number, originalLength: record.originalLength)
        guard let screen else { return output.write(diagram.svg()) }
        output.write(diagram.text(on: screen))
        if !comments.isEmpty { output.line() }
        for comment in comments { output.paragraph("Comment: \(comment.shown(ascii: screen.ascii))", on: screen) }
        guard !frames.isEmpty else { return }
        output.line()
        output.paragraph("WebSocket frames in it, whole or in part", .heading, on: screen)
        var table = TextTable([.init(""), .init(""), .init("", minimum: 12)])
        for frame in frames {
            let parts = frame.packets.count > 1 ? "one of its \(frame.packets.count) packets" : "all of it"
            table.append([
                .init("session \(frame.session) frame \(frame.frame)"), .init(FrameText.headline(frame)), .init(parts),
            ])
        }
        output.write(table.text(on: screen))
    }
}
