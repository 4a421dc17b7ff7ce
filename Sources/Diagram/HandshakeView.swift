public import Dissection
public import HTTP
import Wire

/// An opening handshake line by line: what each line is for, whether it is right, what is missing, and how the
/// Sec-WebSocket-Accept follows from the key.
public struct HandshakeView: Sendable {
    /// Request and response.
    public let handshake: UpgradeHandshake
    /// What they break, and what is worth knowing about them.
    public let remarks: [Remark]

    /// A view of `handshake` with these remarks.
    public init(_ handshake: UpgradeHandshake, remarks: [Remark]) {
        self.handshake = handshake
        self.remarks = remarks
    }

    /// The handshake of a session, judged by its two heads; nil if the capture does not hold it.
    public init?(_ session: SessionEvent) {
        guard let handshake = session.handshake else { return nil }
        self.init(handshake, remarks: handshake.defects(server: session.server).compactMap { Remark($0) })
    }

    /// The whole view, each line at most as wide as the screen, each with its line end.
    public func text(on screen: Screen) -> String { blocks(width: screen.width, ascii: screen.ascii).text(on: screen) }

    /// The whole view as a standalone SVG; `light` chooses the background, nil takes the one that the viewer prefers.
    public func svg(light: Bool? = nil) -> String {
        blocks(width: SVGDocument.columns, ascii: false).svg(
            title: "A WebSocket opening handshake",
            summary: "The request and the response line by line, each with what it is for and whether it is right.",
            light: light)
    }

    func blocks(width: Int, ascii: Bool) -> [Block] {
        let annotator = HandshakeAnnotator(view: self, width: width, ascii: ascii)
        var blocks: [Block] = [.heading("Request: the client asks"), .lines(annotator.requestLines())]
        let rest = Block.lines(StyledLine.wrapped("The rest was not captured.", .doubtful, width: width))
        if handshake.request.isCut { blocks.append(rest) }
        blocks += bodyBlock(handshake.requestBody, "Body of the request", width, ascii)
        if let response = handshake.response {
            blocks += [.heading("Response: the server answers"), .lines(annotator.responseLines(response))]
            if response.isCut { blocks.append(rest) }
            blocks += bodyBlock(handshake.responseBody, "Body of the response", width, ascii)
        } else if let response = handshake.unfinished?.response {
            blocks += [.heading("Response: unfinished"), .lines(annotator.responseLines(response))]
        } else {
            blocks += [.heading("Response"), .lines(StyledLine.wrapped("None was captured.", .doubtful, width: width))]
        }
        let lacksAccept = handshake.response?.isCut == true && handshake.accept == nil
        if handshake.isAccepted, !lacksAccept, let computation = handshake.acceptComputation {
            blocks += AcceptView(computation, observed: handshake.accept, isExpected: true)
                .blocks(width: width, ascii: ascii)
        }
        return blocks
    }

    /// The beginning of a body, its lines as they are.
    private func bodyBlock(_ body: BodyExcerpt?, _ title: String, _ width: Int, _ ascii: Bool) -> [Block] {
        guard let body else { return [] }
        var heading = "\(title): \(Quantity.count(body.length, "byte"))"
        if body.length > body.bytes.count { heading += ", the first \(body.bytes.count) of them" }
        var lines: [StyledLine] = []
        if let text = body.text {
            for line in text.split(whereSeparator: \.isNewline) {
                lines += StyledLine(Printable.escaped(String(line), ascii: ascii), .field(.payload))
                    .folded(to: width, indent: 0)
            }
        } else {
            let what = body.coding.map { "Compressed: \(Printable.escaped($0, ascii: ascii))." } ?? "It isn't text."
            lines = StyledLine.wrapped(what, .dim, width: width)
        }
        return [.heading(heading), .lines(lines)]
    }
}
