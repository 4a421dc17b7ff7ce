/// The beginning of a message's body, for people to read: a refusal's often names the cause.
public struct BodyExcerpt: Hashable, Sendable {
    /// So many bytes of a body are kept.
    public static let limit = 512

    /// The first bytes, chunks put together, at most `limit`.
    public var bytes: [UInt8]
    /// How many bytes of the body came, chunks put together, before what is told here.
    public var length: Int
    /// Whether the body ended with them, so that nothing followed.
    public var isWhole: Bool
    /// The Content-Encoding, as `gzip`; nil if the bytes are as they are.
    public var coding: String?
    /// Whether its Content-Type is that of a page.
    private var isPage: Bool
    /// Whether its Content-Type is one of text.
    private var isDeclaredText: Bool

    /// What `skipper` kept of the body that follows `head`; nil if there was nothing.
    public init?(_ skipper: BodySkipper, of head: some MessageHead) {
        guard skipper.length > 0 else { return nil }
        bytes = skipper.kept
        length = skipper.length
        isWhole = skipper.isComplete
        coding = head.elements("Content-Encoding").map(\.text).first { !$0.equalsIgnoringCase("identity") }
        let type = head.value("Content-Type")?.lowercased() ?? ""
        isPage = type.contains("html")
        isDeclaredText = type.hasPrefix("text/") || type.contains("json")
    }

    /// The bytes as text; nil where they are compressed or no text.
    ///
    /// Control characters are taken for text only where the Content-Type says that it is. It must be escaped before it is shown.
    public var text: String? {
        guard coding == nil else { return nil }
        var kept = bytes[...]
        // The cut may have gone through a character.
        if kept.count < length {
            while let last = kept.last, last & 0xc0 == 0x80 { kept.removeLast() }
            if let last = kept.last, last >= 0xc0 { kept.removeLast() }
        }
        guard !kept.isEmpty, isDeclaredText || !kept.contains(where: \.isStrangeControl) else { return nil }
        return HTTP.text(kept)
    }

    /// What the text says, in one line: of a page its title, or else its words without the markup; nil if there is none.
    public var summary: String? {
        guard let text else { return nil }
        let begin = text.drop(while: \.isWhitespace).prefix(16).lowercased()
        guard isPage || begin.hasPrefix("<!doctype") || begin.hasPrefix("<html") else {
            return (bytes.count == length ? text.tracebackGist : nil) ?? text.onOneLine
        }
        return (text.element("title") ?? text.element("h1") ?? text.withoutMarkup).onOneLine
    }
}

extension BodyExcerpt {
    /// What it says, or why that is not shown, as a sentence; nil where it is empty or markup without words.
    public var sentence: String? {
        if let coding { return "The body is compressed (\(quoted(coding))), so it is not shown." }
        if let summary {
            // The sentence has a full stop of its own; an ellipsis stays whole.
            let hasStop = summary.hasSuffix(".") && !summary.hasSuffix("..")
            let said = quoted(hasStop ? summary.dropLast() : summary[...])
            return bytes.contains(where: \.isStrangeControl)
                ? "The body is text with control characters, shown escaped here: \(said)." : "The body says \(said)."
        }
        return text == nil ? "The body is not text." : nil
    }
}

extension UpgradeHandshake {
    /// Whether a refusal's body says more than its status line does.
    public var isBodyTelling: Bool {
        guard let summary = responseBody?.summary?.lowercased(), let response else { return false }
        let words = summary.split { !$0.isLetter }
        return words != response.reason.lowercased().split { !$0.isLetter } && words != ["bad", "request"]
    }
}

extension UInt8 {
    /// A control character that is neither a line's end nor a tab.
    fileprivate var isStrangeControl: Bool {
        isForbiddenControl && self != .carriageReturn && self != .lineFeed
    }
}

extension StringProtocol {
    /// The words with a single space between them; nil if there are none.
    fileprivate var onOneLine: String? {
        let words = split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// The content of the first element with that name in small letters; nil if there is none with content.
    fileprivate func element(_ name: String) -> String? {
        let small = lowercased()
        // Some letters change their length with their case: offsets would not fit then.
        guard small.utf8.count == utf8.count, let tag = small.firstRange(of: "<" + name),
            let begin = small[tag.upperBound...].firstIndex(of: ">")
        else { return nil }
        let rest = small[small.index(after: begin)...]
        let end = rest.firstIndex(of: "<") ?? rest.endIndex
        let offset = small.utf8.distance(from: small.startIndex, to: rest.startIndex)
        let count = small.utf8.distance(from: rest.startIndex, to: end)
        let content = String(decoding: utf8.dropFirst(offset).prefix(count), as: UTF8.self)
        return content.onOneLine
    }

    /// The text without what is between `<` and `>`.
    fileprivate var withoutMarkup: String {
        var result = ""
        var isInside = false
        for character in self {
            if character == "<" { isInside = true }
            if !isInside { result.append(character) }
            if character == ">" {
                isInside = false
                result.append(" ")
            }
        }
        return result
    }
}
