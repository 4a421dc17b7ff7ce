public import Dissection
import HTTP
import WebSocket
import Wire

/// A rule that a frame or handshake breaks, or a fact worth knowing about it, for a view to show in its place.
public struct Remark: Sendable {
    /// Which rule.
    public var rule: Rule
    /// What is said in a line.
    public var title: String
    /// The observed values, a sentence or two.
    public var detail: String
    /// The Close code that fits, where the RFC says that the receiver must fail the connection.
    public var mustFailWith: Int?
    /// Where the evidence stands, if at one place.
    public var place: Finding.Place?

    /// A remark that `rule` applies, with the observed values.
    public init(rule: Rule, detail: String, place: Finding.Place? = nil) {
        self.rule = rule
        title = rule.title
        self.detail = detail
        self.mustFailWith = rule.mustFailWith
        self.place = place
    }

    /// What `finding` says.
    public init(_ finding: Finding) {
        rule = finding.rule
        title = finding.title
        detail = finding.detail
        mustFailWith = finding.mustFailWith
        place = finding.place
    }

    /// That `header` breaks `violation`; nil if the rulebook does not know it.
    init?(_ violation: FrameViolation, of header: FrameHeader) {
        guard let rule = Rule(rawValue: violation.rule) else { return nil }
        self.init(rule: rule, detail: header.detail(of: violation))
    }

    /// What `defect` says; nil if the rulebook does not know it.
    init?(_ defect: HandshakeDefect) {
        guard let rule = Rule(rawValue: defect.rule.rawValue) else { return nil }
        let place: Finding.Place =
            switch defect.place {
            case .request(let range): .request(range)
            case .response(let range): .response(range)
            }
        self.init(rule: rule, detail: defect.detail, place: place)
    }
}

extension Remark {
    var ink: Ink {
        switch rule.severity {
        case .error: .bad
        case .warning: .doubtful
        case .note: .dim
        }
    }

    /// What stands before it: a frame with an error must be found at a glance, in colour or not.
    var mark: String {
        switch rule.severity {
        case .error: "!"
        case .warning: "?"
        case .note: "i"
        }
    }

    /// The mark, the rule's identifier and title; then the detail and what the receiver must do.
    func lines(width: Int, ascii: Bool, indent: Int = 0) -> [StyledLine] {
        var first = StyledLine(String(repeating: " ", count: indent))
        first.append(mark + " ", ink)
        let source = rule.rfc.map { " (\(glued($0)))" } ?? ""
        let headline = Printable.sentence(
            "\(rule.severity.rawValue) \(rule.rawValue): \(title)\(source)", ascii: ascii)
        var lines = StyledLine.wrapped(headline, ink, first: first, width: width)
        let space = StyledLine(String(repeating: " ", count: indent + 2))
        if !detail.isEmpty {
            lines += StyledLine.wrapped(
                Printable.sentence(detail, ascii: ascii), first: space, width: width)
        }
        if let duty {
            lines += StyledLine.wrapped(duty, first: space, width: width)
        }
        return lines
    }

    /// The same as sentences, to be read aloud, without the mark.
    func spoken(width: Int) -> [StyledLine] {
        lines(width: .max, ascii: true, indent: 0).flatMap { line in
            let words = line.spans.map(\.text).joined().drop { $0 == " " }
            return StyledLine.wrapped(
                words.hasPrefix(mark + " ") ? String(words.dropFirst(2)) : String(words), width: width)
        }
    }

    /// What the receiver must do, in a sentence; nil if nothing.
    private var duty: String? { mustFailWith.map(Rule.duty) }

    /// The fields of a frame that are at fault.
    var fields: Set<FieldID> {
        switch rule {
        case .frameClientUnmasked, .frameServerMasked: [.frameMASK]
        case .frameRsvNonzero: [.frameRSV1, .frameRSV2, .frameRSV3]
        case .frameRsv1OnControl, .frameRsv1OnContinuation: [.frameRSV1]
        case .frameOpcodeReserved, .frameContinuationUnexpected, .frameMessageInterrupted, .frameAfterClose:
            [.frameOpcode]
        case .frameLengthNotMinimal: [.frameLength, .frameExtendedLength16, .frameExtendedLength64]
        case .frameLengthMsbSet, .frameLengthImpossible: [.frameExtendedLength64]
        case .frameLengthByteOrder: [.frameExtendedLength16, .frameExtendedLength64]
        case .frameControlFragmented: [.frameFIN]
        case .frameControlTooLong: [.frameLength]
        case .frameMaskingKeyZero, .frameMaskingKeyReused: [.frameMaskingKey]
        case .messageInvalidUtf8, .closePayloadOneByte: [.framePayload]
        case .closeCodeReserved, .closeCodeInvalid, .closeCodeUnregistered: [.closeCode]
        case .closeReasonInvalidUtf8: [.closeReason]
        default: []
        }
    }
}
