public import HTTP
import Wire

/// How a Sec-WebSocket-Accept follows from its Sec-WebSocket-Key, step by step (RFC 6455 §4.2.2).
public struct AcceptView: Sendable {
    /// The computation.
    public let computation: AcceptComputation
    /// The Sec-WebSocket-Accept that was sent, to compare with.
    public let observed: String?
    /// Whether a missing value is to be complained about.
    private let isExpected: Bool

    /// The steps of `computation`; if the server's `observed` value is given, compared with it.
    public init(_ computation: AcceptComputation, observed: String? = nil) {
        self.init(computation, observed: observed, isExpected: false)
    }

    init(_ computation: AcceptComputation, observed: String?, isExpected: Bool) {
        self.computation = computation
        self.observed = observed
        self.isExpected = isExpected
    }

    /// The steps, each line at most as wide as the screen, each with its line end.
    public func text(on screen: Screen) -> String { blocks(width: screen.width, ascii: screen.ascii).text(on: screen) }

    /// The whole view as a standalone SVG; `light` chooses the background, nil takes the one that the viewer prefers.
    public func svg(light: Bool? = nil) -> String {
        blocks(width: SVGDocument.columns, ascii: false).svg(
            title: "How a Sec-WebSocket-Accept is computed",
            summary: "Key \(computation.key) gives \(computation.accept).", light: light)
    }

    func blocks(width: Int, ascii: Bool) -> [Block] {
        let safe = { (text: String) in Printable.escaped(text, ascii: ascii) }
        let digest = computation.digest.map { hexDigits($0, 2) }.joined(separator: " ")
        var lines: [StyledLine] = []
        lines += step(1, "the client's key, as text", safe(computation.key), .field(.maskingKey), width)
        lines += step(2, "the GUID that every server knows", AcceptComputation.guid, .field(.opcode), width)
        var joined = StyledLine("   ")
        joined.append(safe(computation.key), .field(.maskingKey))
        joined.append(AcceptComputation.guid, .field(.opcode))
        lines += StyledLine.wrapped("the two joined", first: StyledLine("3  "), width: width)
        lines += joined.folded(to: width, indent: 3)
        lines += step(4, "SHA-1 of that text: 20 bytes", digest, .field(.extendedLength), width)
        lines += step(5, "in base64: the Sec-WebSocket-Accept", computation.accept, .field(.length), width)
        lines += comparison(safe, width: width, ascii: ascii)
        let purpose =
            "It proves that the server knows WebSocket and read this request. It proves neither who the server is nor any secrecy (\(glued("RFC 6455 §1.3")))."
        lines += StyledLine.wrapped(
            Printable.sentence(purpose, ascii: ascii), .dim, first: StyledLine("   "), width: width)
        return [.heading("Sec-WebSocket-Accept, step by step"), .lines(lines)]
    }

    private func step(_ number: Int, _ name: String, _ value: String, _ ink: Ink, _ width: Int) -> [StyledLine] {
        StyledLine.wrapped(name, first: StyledLine("\(number)  "), width: width)
            + StyledLine.wrapped(value, ink, first: StyledLine("   "), width: width)
    }

    private func comparison(_ safe: (String) -> String, width: Int, ascii: Bool) -> [StyledLine] {
        guard let observed else {
            guard isExpected else { return [] }
            return StyledLine.wrapped("the server sent none", .bad, first: StyledLine("!  ", .bad), width: width)
        }
        if observed == computation.accept {
            let first = StyledLine((ascii ? "ok " : "✓  "), .good)
            return StyledLine.wrapped("the server sent exactly this", .good, first: first, width: width)
        }
        var lines = StyledLine.wrapped(
            "the server sent \(safe(observed)) instead", .bad, first: StyledLine("!  ", .bad), width: width)
        if let mistake = computation.mistake(behind: observed) {
            lines += StyledLine.wrapped(mistake, first: StyledLine("   "), width: width)
        }
        return lines
    }
}
