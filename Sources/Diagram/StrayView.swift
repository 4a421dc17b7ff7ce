import Dissection
public import WebSocket
import Wire

/// Bytes that stand where a frame should begin and are none: what they are, and as text.
public struct StrayView: Sendable {
    private let stray: StrayText
    private let bytes: [UInt8]

    /// A view of `bytes`, all that `stray` is about.
    public init(_ stray: StrayText, bytes: [UInt8]) {
        self.stray = stray
        self.bytes = bytes
    }

    /// The whole view, each line at most as wide as the screen, each with its line end.
    public func text(on screen: Screen) -> String { blocks(width: screen.width, ascii: screen.ascii).text(on: screen) }

    /// The whole view as a standalone SVG; `light` chooses the background, nil takes the one that the viewer prefers.
    public func svg(light: Bool? = nil) -> String {
        blocks(width: SVGDocument.columns, ascii: false).svg(title: heading, summary: stray.sentence, light: light)
    }

    private var heading: String { "Not a frame: \(stray.noun), \(byteCount(UInt64(bytes.count)))" }

    private func blocks(width: Int, ascii: Bool) -> [Block] {
        let remark = Remark(rule: .frameStrayBytes, detail: stray.sentence)
        return [
            .heading(heading),
            .lines(remark.lines(width: width, ascii: ascii) + [StyledLine()]), .bytes(ByteView(bytes)),
        ]
    }
}
