import Wire

/// Reads a key log in the NSS format, in any pieces: a whole file, one that grows, a Decryption Secrets Block.
///
/// A line is a label, the random of a ClientHello, and a secret, both in hexadecimal; `#` begins a comment. Lines end
/// with LF, CR or both. What is none of this is counted and passed over.
public struct KeyLogReader: Sendable {
    /// The most bytes of a line that are looked at; the longest line of a known label has 177.
    public static let longestLine = 1024

    /// What was read so far.
    public private(set) var report = KeyLogReport()

    /// The line that has not ended yet, up to `longestLine` bytes of it.
    private var line: [UInt8] = []
    private var lineIsCut = false
    private var lineNumber = 1
    /// The last byte was a CR: an LF right after it ends no further line.
    private var afterReturn = false

    /// A reader at the beginning of a key log.
    public init() {}

    /// Reads the next bytes; what they tell is put into `table`.
    public mutating func read(_ bytes: RawSpan, into table: inout KeyTable) {
        for offset in 0..<bytes.byteCount {
            let byte = bytes.byte(at: offset)
            let endsReturn = afterReturn && byte == UInt8(ascii: "\n")
            afterReturn = byte == UInt8(ascii: "\r")
            if endsReturn { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                endLine(into: &table)
                lineNumber += 1
            } else if line.count < Self.longestLine {
                line.append(byte)
            } else {
                lineIsCut = true
            }
        }
    }

    /// Reads the last line, in case that it lacks its end.
    public mutating func finish(into table: inout KeyTable) {
        endLine(into: &table)
        afterReturn = false
    }

    private mutating func endLine(into table: inout KeyTable) {
        if !line.isEmpty { take(into: &table) }
        // What stays in the buffer is overwritten: it held a secret.
        for index in line.indices { line[index] = 0 }
        line.removeAll(keepingCapacity: true)
        lineIsCut = false
    }

    /// Takes the line apart, and what it tells into the table.
    private mutating func take(into table: inout KeyTable) {
        // Editors on Windows begin a file with a byte order mark.
        let mark = lineNumber == 1 && line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let words = line[mark...].split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let first = words.first, first.first != UInt8(ascii: "#") else { return }
        guard first.allSatisfy(Self.isLabelCharacter) else { return report.noteMalformed(line: lineNumber, .notText) }
        guard let label = KeyLogLabel(rawValue: String(decoding: first.prefix(64), as: UTF8.self)) else {
            report.unknownLabels += 1
            if report.firstUnknownLabel == nil {
                report.firstUnknownLabel = String(decoding: first.prefix(64), as: UTF8.self)
            }
            return
        }
        if label.isUnused {
            report.unusedLines += 1
            return
        }
        do throws(KeyLogProblem) {
            if lineIsCut { throw .tooLong }
            guard words.count == 3 else { throw .wordCount(words.count) }
            let name = try Self.bytes(of: words[1], word: 2, expected: [label == .rsa ? 8 : 32])
            let secret = Secret(try Self.bytes(of: words[2], word: 3, expected: label.secretLengths))
            report.secrets += 1
            if label == .rsa {
                if table.setPremaster(secret, forEncrypted: name.rawSpan.uint64(at: 0)) { report.connections += 1 }
            } else if let place = label.place, let random = HelloRandom(name.rawSpan) {
                if table.set(place, of: random, to: secret) { report.connections += 1 }
            }
        } catch {
            report.noteMalformed(line: lineNumber, error)
        }
    }

    private static func isLabelCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// The bytes that a word in hexadecimal stands for.
    private static func bytes(
        of word: ArraySlice<UInt8>, word number: Int, expected: [Int]
    ) throws(KeyLogProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(word.count / 2)
        var high: UInt8?
        for character in word {
            guard let digit = digit(character) else { throw .notHexadecimal(word: number) }
            if let upper = high {
                bytes.append(upper << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil else { throw .notHexadecimal(word: number) }
        guard expected.contains(bytes.count) else {
            throw .length(word: number, bytes: bytes.count, expected: expected)
        }
        return bytes
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension KeyTable {
    /// Takes in the lines of a key log, all of which are here.
    public mutating func read(_ lines: RawSpan) {
        var reader = KeyLogReader()
        reader.read(lines, into: &self)
        reader.finish(into: &self)
    }
}

extension KeyLogProblem: Error {}
