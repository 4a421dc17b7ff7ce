import Dissection
import WebSocket
import Wire

// The parts of a frame's view below its bit diagram.

extension FrameDiagram {
    /// Which of the three length forms the frame uses, and what its numbers say.
    func lengthBlocks(_ header: FrameHeader, width: Int, ascii: Bool) -> [Block] {
        let used = header.length7 < 126 ? 0 : header.length7 == 126 ? 1 : 2
        let forms = [
            ("0–125", "the 7 bits hold the length"),
            ("126–65535", "the 7 bits hold 126, the next 16 bits the length"),
            ("65536 and more", "the 7 bits hold 127, the next 64 bits the length"),
        ]
        var lines: [StyledLine] = []
        for (index, form) in forms.enumerated() {
            let ink: Ink = index == used ? .field(used == 0 ? .length : .extendedLength) : .dim
            let first = StyledLine(
                (index == used ? (ascii ? "> " : "▸ ") : "  ")
                    + padded(Printable.sentence(form.0, ascii: ascii), to: 16), ink)
            lines += StyledLine.wrapped(form.1, ink, first: first, width: width)
        }
        let spoken = forms.flatMap { form in
            StyledLine.wrapped("\(form.0.replacing("–", with: " to ")): \(form.1)", width: width)
        }
        var said = StyledLine.wrapped(lengthSentence(header), width: width)
        let key = header.masked ? " + 4 of masking key" : ""
        let extended = ["", " + 2 of extended length", " + 8 of extended length"][used]
        let sum =
            "Header: 2 bytes\(extended)\(key)" + (header.headerLength == 2 ? "." : " = \(header.headerLength) bytes.")
        said += StyledLine.wrapped(sum, width: width)
        return [.heading("Length"), .drawn(lines, spoken: spoken), .lines(said)]
    }

    private func lengthSentence(_ header: FrameHeader) -> String {
        let length = writtenLength ?? header.payloadLength
        if writtenLength != nil {
            var written = header
            written.payloadLength = length
            return written.orderDetail(meant: header.payloadLength, received: received)
        }
        switch header.length7 {
        case 126:
            return "126 is not the length: it announces 16 bits, and they hold \(length)."
                + (length < 126 ? " That would have fitted into the 7 bits, and the shortest form is required." : "")
        case 127:
            return "127 is not the length: it announces 64 bits, and they hold \(length)."
                + (length < 65536
                    ? " That would have fitted into a shorter form, and the shortest form is required." : "")
                + (length >> 63 == 1 ? " Their top bit is 1, and it must be 0." : "")
        default: return "The 7 bits hold \(header.length7): that is the length itself."
        }
    }

    /// The first bytes of the payload, XORed with the key step by step.
    func unmaskingBlocks(_ header: FrameHeader, width: Int, ascii: Bool) -> [Block] {
        let masked = wire.dropFirst(header.headerLength)
        let shown = masked.prefix(8)
        let cross = ascii ? "^" : "⊕"
        let withBits = width >= 56
        var lines: [StyledLine] = []
        var spoken: [StyledLine] = []
        if withBits {
            lines.append(StyledLine("   i  masked            key               payload", .dim))
        }
        for (index, byte) in shown.enumerated() {
            let key = header.maskingKey.byte(at: index)
            let plain = byte ^ key
            var line = StyledLine(padded(String(index), to: withBits ? 4 : 1, right: true) + "  ", .dim)
            line.append(hexDigits(byte, 2) + (withBits ? " " + bitText(byte) : ""), .field(.payload))
            line.append(withBits ? "  \(cross)  " : " \(cross) ", .dim)
            line.append(hexDigits(key, 2) + (withBits ? " " + bitText(key) : ""), .field(.maskingKey))
            line.append(withBits ? "  =  " : " = ", .dim)
            line.append(hexDigits(plain, 2) + (withBits ? " " + bitText(plain) : "") + "  " + Printable.column(plain))
            lines.append(line)
            spoken += StyledLine.wrapped(
                "Byte \(index): masked \(hexDigits(byte, 2)), key \(hexDigits(key, 2)), payload \(hexDigits(plain, 2)), as "
                    + "text \(Printable.column(plain))", width: width)
        }
        let rest = header.payloadLength - UInt64(shown.count)
        if rest > 0 {
            let more = "and \(byteCount(rest)) more in the same way."
            lines += StyledLine.wrapped("\(ascii ? "..." : "…") \(more)", .dim, width: width)
            spoken += StyledLine.wrapped(more.capitalizedFirst, width: width)
        }
        let rule =
            "Payload byte i XOR key byte i mod 4; masking it again gives back the masked byte (\(glued("RFC 6455 §5.3")))."
        let last = StyledLine.wrapped(Printable.sentence(rule, ascii: ascii), .dim, width: width)
        return [.heading("Unmasking"), .drawn(lines + last, spoken: spoken + last)]
    }

    private func bitText(_ byte: UInt8) -> String {
        let bits = (0..<8).map { byte & (0x80 >> UInt8($0)) == 0 ? "0" : "1" }.joined()
        return bits.prefix(4) + " " + bits.suffix(4)
    }

    /// The payload, unmasked: as hex and text; a Close's code and reason.
    func payloadBlocks(_ header: FrameHeader, width: Int, ascii: Bool) -> [Block] {
        guard header.payloadLength > 0 else { return [] }
        var payload = Array(wire.dropFirst(header.headerLength))
        if header.masked { payload.unmask(with: header.maskingKey) }
        var blocks: [Block] = []
        if !payload.isEmpty {
            let total = received > payload.count ? received : payload.count
            blocks += [
                .heading(header.masked ? "Payload, unmasked" : "Payload"), .bytes(ByteView(payload, total: total)),
            ]
            if let inflated {
                blocks += inflatedBlocks(header, inflated, width: width, ascii: ascii)
            } else if let text = textLines(header, payload, width: width, ascii: ascii) {
                blocks.append(.lines(text))
            }
        }
        let (missing, isOver) = header.payloadLength.subtractingReportingOverflow(UInt64(received))
        let isCut = missing > 0 && !isOver
        if isCut {
            let sentence = "\(byteCount(missing)) of the payload \(missing == 1 ? "is" : "are") missing here."
            blocks.append(.lines(StyledLine.wrapped(sentence, .doubtful, width: width)))
        }
        if header.opcode == .close, !isCut, !payload.isEmpty {
            blocks += closeBlocks(payload, width: width, ascii: ascii)
        }
        return blocks
    }

    /// The payload as text, if the frame says that it is text.
    private func textLines(_ header: FrameHeader, _ payload: [UInt8], width: Int, ascii: Bool) -> [StyledLine]? {
        guard header.opcode == .text else { return nil }
        if header.rsv1 {
            return StyledLine.wrapped(
                "RSV1 is set: if permessage-deflate was negotiated, these bytes are compressed.", .dim, width: width)
        }
        return text(payload, width: width, ascii: ascii)
    }

    /// What the payload inflates to: its bytes, and its text on the first frame of a text message.
    private func inflatedBlocks(_ header: FrameHeader, _ inflated: [UInt8], width: Int, ascii: Bool) -> [Block] {
        guard !inflated.isEmpty else {
            return [.lines(StyledLine.wrapped("Nothing is inflated from these bytes.", .dim, width: width))]
        }
        let blocks: [Block] = [.heading("Payload, inflated"), .bytes(ByteView(inflated))]
        guard header.opcode == .text else { return blocks }
        return blocks + [.lines(text(inflated, width: width, ascii: ascii))]
    }

    private func text(_ payload: [UInt8], width: Int, ascii: Bool) -> [StyledLine] {
        let limit = 1000
        let text = Printable.escaped(bytes: payload.prefix(limit), ascii: ascii)
        let more = payload.count > limit ? (ascii ? " ..." : " …") : ""
        return StyledLine.wrapped("\"" + text + "\"" + more, first: StyledLine("Text: ", .dim), width: width)
    }

    /// The body of a Close: its own bit diagram, and what its code means.
    private func closeBlocks(_ payload: [UInt8], width: Int, ascii: Bool) -> [Block] {
        let code = payload.count >= 2 ? UInt64(payload[0]) << 8 | UInt64(payload[1]) : nil
        var fields = [Field(id: .closeCode, range: BitRange(lower: 0, count: 16), value: code)]
        if payload.count > 2 {
            fields.append(
                Field(id: .closeReason, range: BitRange(lower: 16, count: payload.count * 8 - 16), value: nil))
        }
        var statements: [FieldID: String] = [
            .closeReason: "\"\(Printable.escaped(bytes: payload.dropFirst(2), ascii: ascii))\""
        ]
        if let code {
            statements[.closeCode] =
                CloseBody(payload: payload)?.mistakeSentence ?? closeStatement(UInt16(truncatingIfNeeded: code))
        }
        let faults = remarks.reduce(into: Set<FieldID>()) { $0.formUnion($1.rule.severity == .note ? [] : $1.fields) }
        let diagram = BitDiagram(fields: fields, bytes: payload, faults: faults, statements: statements)
        return [
            .heading("Close: why the sender ends the session"), .picture(diagram),
            .fields(diagram),
        ]
    }
}

/// The code with its name and what usually causes it, for the list of fields.
func closeStatement(_ number: UInt16) -> String {
    let code = CloseCode(rawValue: number)
    return "\(number) = " + (code.name.map { "\($0). " } ?? "") + code.meaning + (code.cause.map { " " + $0 } ?? "")
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
