import Diagram
import Dissection
import WebSocket
import Wire

/// Judges a frame on its own: what its header breaks, and, where all of it is there, its Close body or text.
struct FrameJudge {
    /// Whether the client sent it; nil when that is not known.
    var client: Bool?
    /// Whether permessage-deflate gives RSV1 a meaning.
    var usesDeflate = false

    /// The header at the beginning of `wire`; nil if it is not complete.
    static func header(of wire: RawSpan) -> FrameHeader? {
        var reader = FieldReader(wire, sink: NoFields(), limitedBy: .stream)
        return try? FrameHeader(reading: &reader)
    }

    /// How long the first frame of `bytes` is, as far as it is there, or what stands there instead of one.
    func firstPiece(of bytes: RawSpan) -> (count: Int, stray: StrayText?) {
        let context = StrayText.Context(isFromClient: client, rsv1Defined: usesDeflate)
        if case .stray(let stray) = StrayText.judge(bytes, in: context, isEnd: true) { return (stray.count, stray) }
        let length = Self.header(of: bytes).map { header in
            UInt64(header.headerLength).addingReportingOverflow(meantLength(header, bytes) ?? header.payloadLength)
        }
        // What reaches beyond the bytes, or beyond 64 bits, is all that is left.
        let count = length.map { $0.overflow ? .max : $0.partialValue } ?? .max
        return (Int(min(count, UInt64(bytes.byteCount))), nil)
    }

    /// The payload length that is meant by the header at the beginning of `wire`, if it is another one.
    private func meantLength(_ header: FrameHeader, _ wire: RawSpan) -> UInt64? {
        header.meantLength(before: wire.extracting(header.headerLength..<wire.byteCount), fromClient: client)
    }

    /// What the frame breaks, in the order of the rulebook.
    func remarks(on wire: [UInt8]) -> [Remark] {
        guard let header = Self.header(of: wire.rawSpan) else { return unfinishedRemarks(on: wire) }
        var remarks: [Remark] = []
        let meant = meantLength(header, wire.rawSpan)
        var violations = header.violations(from: client, rsv1Defined: usesDeflate)
        if let meant {
            violations.subtract([.lengthMSBSet, .lengthNotMinimal, .lengthImpossible])
            remarks.append(
                Remark(
                    rule: .frameLengthByteOrder,
                    detail: header.orderDetail(meant: meant, received: wire.count - header.headerLength),
                    place: .frame(2..<(header.length7 == 126 ? 4 : 10))))
        }
        for violation in violations.each {
            guard let rule = Rule(rawValue: violation.rule) else { continue }
            let bytes = header.bits(of: violation, rsv1Defined: usesDeflate).bytes
            remarks.append(
                Remark(
                    rule: rule, detail: header.detail(of: violation, rsv1Defined: usesDeflate), place: .frame(bytes)))
        }
        var payload = Array(wire.dropFirst(header.headerLength))
        guard UInt64(payload.count) == meant ?? header.payloadLength else { return remarks }
        if header.masked { payload.unmask(with: header.maskingKey) }
        if header.opcode == .close { remarks += closeRemarks(payload, header) }
        if header.opcode == .text, header.fin, !header.rsv1 { remarks += textRemarks(payload, header) }
        return remarks
    }

    /// What the beginning of a header breaks already.
    private func unfinishedRemarks(on wire: [UInt8]) -> [Remark] {
        guard !wire.isEmpty else { return [] }
        let bytes = wire.rawSpan
        return FrameHeader.violations(inFirst: bytes, from: client, rsv1Defined: usesDeflate).each.compactMap {
            violation in
            Rule(rawValue: violation.rule).map { rule in
                Remark(
                    rule: rule,
                    detail: FrameHeader.detail(of: violation, inFirst: bytes, rsv1Defined: usesDeflate))
            }
        }
    }

    private func textRemarks(_ payload: [UInt8], _ header: FrameHeader) -> [Remark] {
        var checker = UTF8Checker()
        let bad = checker.feed(payload.rawSpan)
        guard bad != nil || !checker.isComplete else { return [] }
        let detail =
            bad.map { checker.sentence(of: "the payload", offset: $0) }
            ?? "The payload ends inside a character."
        return [Remark(rule: .messageInvalidUtf8, detail: detail, place: place(bad, payload, header))]
    }

    private func closeRemarks(_ payload: [UInt8], _ header: FrameHeader) -> [Remark] {
        guard let body = CloseBody(payload: payload) else {
            return [
                Remark(
                    rule: .closePayloadOneByte, detail: "A body is empty, or a code of two bytes and a reason.",
                    place: place(0, payload, header))
            ]
        }
        var remarks: [Remark] = []
        if let code = body.closeCode, let rule = Self.rule(for: code.verdict) {
            remarks.append(
                Remark(
                    rule: rule, detail: body.mistakeSentence ?? "The code is \(code.rawValue): \(code.meaning)",
                    place: .frame(header.headerLength..<header.headerLength + 2)))
        }
        if body.mistake != .codeMissing, let bad = body.invalidReasonOffset, let sentence = body.invalidReasonSentence {
            remarks.append(
                Remark(
                    rule: .closeReasonInvalidUtf8, detail: sentence,
                    place: place(min(bad + 2, payload.count - 1), payload, header)))
        }
        return remarks
    }

    private static func rule(for verdict: CloseCode.Verdict) -> Rule? {
        switch verdict {
        case .valid: nil
        case .reserved: .closeCodeReserved
        case .invalid: .closeCodeInvalid
        case .unregistered: .closeCodeUnregistered
        }
    }

    private func place(_ index: Int?, _ payload: [UInt8], _ header: FrameHeader) -> Finding.Place {
        let at = header.headerLength + (index ?? max(payload.count - 1, 0))
        return .frame(at..<at + 1)
    }
}
