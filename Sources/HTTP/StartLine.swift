/// The parts of a request line: `method SP target SP version` (RFC 9112 §3).
struct RequestLine {
    var method: Range<Int>
    var target: Range<Int>
    var version: Range<Int>
    var major: Int
    var minor: Int
    /// Whether there is white space where the grammar has a single space or none.
    var isIrregular: Bool

    /// Reads `line` of `bytes`, which excludes the line end.
    init(_ bytes: [UInt8], _ line: Range<Int>) throws(HeadError) {
        let trimmed = line.lowerBound..<(bytes[line].lastIndex { !$0.isBlank } ?? line.lowerBound - 1) + 1
        guard let methodEnd = bytes[trimmed].firstIndex(of: .space), methodEnd > line.lowerBound,
            bytes[line.lowerBound..<methodEnd].allSatisfy(\.isTokenCharacter)
        else { throw HeadError(detail: "no method at the beginning of the request line", at: line) }
        guard let gap = bytes[trimmed].lastIndex(of: .space), gap > methodEnd,
            let (major, minor) = httpVersion(bytes[(gap + 1)..<trimmed.upperBound])
        else { throw HeadError(detail: "no HTTP version at the end of the request line", at: line) }
        version = (gap + 1)..<trimmed.upperBound
        guard major <= 1 else {
            throw HeadError(detail: "HTTP/\(major).\(minor) has no request line", at: version)
        }
        guard let first = bytes[methodEnd..<gap].firstIndex(where: { !$0.isBlank }),
            let last = bytes[methodEnd..<gap].lastIndex(where: { !$0.isBlank })
        else { throw HeadError(detail: "no target in the request line", at: line) }
        method = line.lowerBound..<methodEnd
        target = first..<(last + 1)
        (self.major, self.minor) = (major, minor)
        isIrregular =
            trimmed != line || first != methodEnd + 1 || last + 1 != gap || bytes[target].contains(where: \.isBlank)
    }
}

/// The parts of a status line: `version SP status SP [reason]` (RFC 9112 §4).
struct StatusLine {
    var version: Range<Int>
    var status: Range<Int>
    var reason: Range<Int>
    var minor: Int
    var code: Int

    /// Reads `line` of `bytes`, which excludes the line end.
    init(_ bytes: [UInt8], _ line: Range<Int>) throws(HeadError) {
        let end = line.upperBound
        let versionEnd = bytes[line].firstIndex(of: .space) ?? end
        guard let (major, minor) = httpVersion(bytes[line.lowerBound..<versionEnd]), major == 1 else {
            throw HeadError(detail: "no HTTP/1 version at the beginning of the status line", at: line)
        }
        // Some servers leave out the space before an empty reason: nothing is lost by reading that.
        let begin = bytes[versionEnd..<end].firstIndex { $0 != .space } ?? end
        let digits = bytes[begin..<min(begin + 3, end)].compactMap(\.decimalDigit)
        guard digits.count == 3, digits[0] > 0, begin + 3 == end || bytes[begin + 3] == .space else {
            throw HeadError(detail: "no status code of three digits in the status line", at: line)
        }
        version = line.lowerBound..<versionEnd
        status = begin..<(begin + 3)
        reason = min(begin + 4, end)..<end
        self.minor = minor
        code = digits[0] * 100 + digits[1] * 10 + digits[2]
    }
}

/// Major and minor number of `HTTP/d.d` (RFC 9112 §2.3).
private func httpVersion(_ bytes: ArraySlice<UInt8>) -> (major: Int, minor: Int)? {
    guard bytes.count == 8, bytes.starts(with: "HTTP/".utf8), bytes[bytes.startIndex + 6] == UInt8(ascii: "."),
        let major = bytes[bytes.startIndex + 5].decimalDigit, let minor = bytes[bytes.startIndex + 7].decimalDigit
    else { return nil }
    return (major, minor)
}
