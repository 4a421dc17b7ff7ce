import TLS
import Wire

// How a record's protection is built: the parts of its bytes, and where the nonce and the additional data come from.

extension RecordDiagram {
    /// A part of the record with the sentence about it.
    struct Part {
        var name: String
        var range: Range<Int>
        var category: FieldCategory
        var sentence: String

        var count: Int { range.count }
    }

    /// The parts of an opened record in the order of its bytes.
    var parts: [Part] {
        guard let anatomy else { return [] }
        let isAEAD = [.tls13, .explicitNonce, .sequenceNonce].contains(anatomy.form)
        var parts = [
            Part(
                name: "header", range: 0..<RecordHeader.size, category: .opcode,
                sentence: anatomy.form == .tls13
                    ? "in clear text; nobody can change it, because the tag covers it too" : "in clear text")
        ]
        if !anatomy.explicit.isEmpty {
            parts.append(
                Part(
                    name: isAEAD ? "nonce" : "IV", range: anatomy.explicit, category: .flags,
                    sentence: isAEAD
                        ? "the part of the nonce that changes from record to record"
                        : "random bytes, so that equal contents look different"))
        }
        parts.append(
            Part(
                name: "content", range: anatomy.content, category: .payload,
                sentence: "what was sent, \(anatomy.form == .authenticatedOnly ? "in clear text" : "encrypted")"))
        if let type = anatomy.innerContentType {
            let name = contentType?.name.map { ": \($0)" } ?? ""
            parts.append(
                Part(
                    name: "type", range: type..<type + 1, category: .opcode,
                    sentence: "the real content type, encrypted\(name)"))
        }
        parts.append(
            Part(
                name: "padding", range: anatomy.padding, category: .length,
                sentence: anatomy.form == .tls13
                    ? "zeros that hide the length of the content, encrypted"
                    : "fills the last block of the cipher, encrypted"))
        parts.append(
            Part(
                name: isAEAD ? "tag" : "MAC", range: anatomy.tag, category: .maskingKey,
                sentence: isAEAD
                    ? "proves that content and additional data are as the sender wrote them"
                    : "proves that the content is as the sender wrote it"))
        return parts.filter { !$0.range.isEmpty }.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    var strip: ByteStrip {
        let parts = parts
        let encrypted =
            anatomy.map { anatomy in
                parts.indices.filter {
                    anatomy.form != .authenticatedOnly && !anatomy.ciphertext.isEmpty
                        && anatomy.ciphertext.contains(parts[$0].range.lowerBound)
                }
            } ?? []
        var spans: [ByteStrip.Span] = []
        if anatomy?.form == .tls13 { spans.append(ByteStrip.Span(text: "additional data", parts: 0..<1)) }
        if let first = encrypted.first, let last = encrypted.last {
            spans.append(ByteStrip.Span(text: "encrypted", parts: first..<last + 1))
        }
        return ByteStrip(
            parts: parts.map { ByteStrip.Part(name: $0.name, count: $0.count, category: $0.category) }, spans: spans)
    }

    func partLines(width: Int, ascii: Bool) -> [StyledLine] {
        let parts = parts
        let names = parts.map(\.name)
        let places = parts.map { part in
            BitDiagram.place(of: BitRange(lower: part.range.lowerBound * 8, count: part.count * 8), ascii: ascii)
        }
        let nameWidth = names.map(displayWidth).max() ?? 0
        let placeWidth = places.map(displayWidth).max() ?? 0
        var lines: [StyledLine] = []
        for (index, part) in parts.enumerated() {
            let letter = part.category.rawValue + "  "
            var first = StyledLine(letter + padded(names[index], to: nameWidth), .field(part.category))
            first.append("  " + padded(places[index], to: placeWidth), .dim)
            lines += StyledLine.placed(
                Printable.sentence(hex(part.range), ascii: ascii), behind: first, indent: 3, width: width)
            lines += StyledLine.wrapped(
                Printable.sentence(part.sentence, ascii: ascii), .dim, first: StyledLine("   "), width: width)
        }
        return lines
    }

    /// The parts as sentences, to be read aloud.
    func spokenParts(width: Int) -> [StyledLine] {
        parts.flatMap { part in
            let place = BitDiagram.place(
                of: BitRange(lower: part.range.lowerBound * 8, count: part.count * 8), ascii: true)
            return StyledLine.wrapped(
                Printable.sentence(
                    "\(part.name), \(place.replacing("-", with: " to ")): \(hex(part.range)). "
                        + "\(part.sentence)", ascii: true), width: width)
        }
    }

    /// The first bytes of a part as they stand on the wire.
    private func hex(_ range: Range<Int>) -> String {
        let kept = range.clamped(to: bytes.indices)
        let text = bytes[kept].prefix(16).map { hexDigits($0, 2) }.joined(separator: " ")
        return kept.isEmpty ? "not kept" : range.count > 16 || kept.count < range.count ? text + " …" : text
    }

    func derivationBlocks(_ anatomy: RecordAnatomy, width: Int, ascii: Bool) -> [Block] {
        var lines: [StyledLine] = []
        let value = { (name: String, bytes: [UInt8], ink: Ink) in
            let text = bytes.map { hexDigits($0, 2) }.joined(separator: " ")
            lines += StyledLine.wrapped(text, ink, first: StyledLine(padded(name, to: 17)), width: width)
        }
        let say = { (sentence: String) in
            lines += StyledLine.wrapped(Printable.sentence(sentence, ascii: ascii), .dim, width: width)
        }
        let sequence = (0..<8).map { UInt8(truncatingIfNeeded: anatomy.sequence >> UInt64(56 - 8 * $0)) }
        var blocks: [Block] = []
        switch anatomy.form {
        case .tls13, .sequenceNonce:
            value("fixed IV", anatomy.fixedIV, .field(.maskingKey))
            let zeros = [UInt8](repeating: 0, count: max(0, anatomy.fixedIV.count - 8))
            value("XOR sequence", zeros + sequence, .field(.extendedLength))
            value("= nonce", anatomy.nonce, .field(.flags))
            say(
                "The record is number \(anatomy.sequence) under these keys, counted from 0: the number isn't sent; both ends count, and so no nonce is used twice."
            )
        case .explicitNonce:
            value("fixed IV", anatomy.fixedIV, .field(.maskingKey))
            value(
                "+ from the record", Array(anatomy.nonce.suffix(max(0, anatomy.nonce.count - anatomy.fixedIV.count))),
                .field(.flags))
            value("= nonce", anatomy.nonce, .field(.flags))
            say("The first bytes come from the keys and stay; the record brings the rest, new for each record.")
        case .macThenEncrypt, .encryptThenMAC:
            value("IV", anatomy.nonce, .field(.flags))
            say(
                anatomy.explicit.isEmpty
                    ? "The last block of the record before, as TLS 1.0 does it."
                    : "The record brings it, in clear text.")
        case .authenticatedOnly: break
        }
        let isBlockCipher = anatomy.form == .macThenEncrypt || anatomy.form == .encryptThenMAC
        if !lines.isEmpty { blocks += [.heading(isBlockCipher ? "Initialization vector" : "Nonce"), .lines(lines)] }
        lines = []
        value(anatomy.form == .tls13 ? "header" : "in this order", anatomy.additionalData, .field(.opcode))
        say(
            anatomy.form == .tls13
                ? "The header as it was sent. It isn't encrypted, but the tag is only valid for exactly these bytes."
                : "The sequence number, the content type, the version and the length of the content: none of them can be changed unnoticed."
        )
        let isAEAD = !isBlockCipher && anatomy.form != .authenticatedOnly
        return blocks + [.heading(isAEAD ? "Additional data" : "What else the MAC covers"), .lines(lines)]
    }
}
