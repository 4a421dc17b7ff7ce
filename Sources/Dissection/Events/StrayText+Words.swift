import HTTP
public import WebSocket

// Bytes that are no frame, in words.
extension StrayText {
    /// What the bytes are, in a sentence or two.
    public var sentence: String { sentence(after: nil) }

    /// What the bytes are; `head` names the head that ends right before them.
    func sentence(after head: String?) -> String {
        let isOne = count == 1
        let next = isBeforeFrame ? " The frame after \(isOne ? "it" : "them") is sound." : ""
        switch kind {
        case .lineEnd:
            let hex = excerpt.prefix(8).map(hexadecimal).joined(separator: " ")
            let excess = head.map { " One empty line ends the headers of the \($0), and this is one too many." } ?? ""
            return "The byte\(isOne ? "" : "s") \(hex) \(isOne ? "is" : "are") \(noun), not a frame." + excess + next
        case .padding:
            return "\(Quantity.count(count, "zero byte")) \(isOne ? "comes" : "come") before the frame." + next
        default: return "These bytes are \(noun), not a frame: \(quotation)." + next
        }
    }

    /// What the bytes are, as a noun.
    public var noun: String {
        switch kind {
        case .lineEnd: excerpt.contains { $0 == 0x0a || $0 == 0x0d } ? "a line end" : "white space"
        case .padding: "padding"
        case .httpRequest: "an HTTP request"
        case .httpResponse: "an HTTP response"
        case .markup: "markup"
        case .json: "JSON"
        case .text: "text"
        }
    }

    /// The first line in quotation marks, cut where it is long; of a traceback, what it comes to.
    var quotation: String {
        if count == excerpt.count, let gist = String(decoding: excerpt, as: UTF8.self).tracebackGist {
            return quoted(gist)
        }
        let content = excerpt.drop { $0 == 0x0a || $0 == 0x0d || $0 == 0x09 || $0 == 0x20 }
        var line = content.prefix { $0 != 0x0a && $0 != 0x0d }
        let limit = 80
        var isCut = content.dropFirst(line.count).contains { $0 != 0x0a && $0 != 0x0d }
        if line.count > limit {
            line = line.prefix(limit)
            // No half character.
            while let last = line.last, last & 0xc0 == 0x80 { line = line.dropLast() }
            if let last = line.last, last >= 0xc0 { line = line.dropLast() }
            isCut = true
        }
        return "\"\(String(decoding: line, as: UTF8.self))\(isCut ? "…" : "")\""
    }
}

private func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
