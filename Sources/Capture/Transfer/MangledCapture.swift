/// A capture that was changed on its way such that it is none any more.
struct MangledCapture {
    /// What was done to it, as a sentence without a full stop.
    let problem: String
    /// How to get it whole.
    let advice: String

    /// The magic numbers that captures begin with today.
    private static let magics: [[UInt8]] = [
        [0xd4, 0xc3, 0xb2, 0xa1], [0xa1, 0xb2, 0xc3, 0xd4], [0x4d, 0x3c, 0xb2, 0xa1], [0xa1, 0xb2, 0x3c, 0x4d],
        [0x0a, 0x0d, 0x0d, 0x0a],
    ]

    /// Tells what was done to the capture that began as `start` does now; nil if that shows nothing.
    init?(_ start: [UInt8]) {
        if start.starts(with: [0xff, 0xfe]) || start.starts(with: [0xfe, 0xff]) {
            problem = "it is text in UTF-16, as PowerShell's > makes of whatever a program prints"
            advice =
                "The original bytes are lost. Let the program write the file itself (tcpdump -w FILE), or redirect it in cmd.exe: "
                + "cmd /c \"COMMAND > FILE\""
        } else if start.starts(with: [0xef, 0xbf, 0xbd]) {
            problem = "its bytes were read as UTF-8 text, and what isn't UTF-8 was replaced (U+FFFD)"
            advice = "The original bytes are lost. Fetch it again, and treat it as binary data on the way."
        } else if Self.magics.contains(where: { start.starts(with: Self.utf8($0)) && Self.utf8($0) != $0 }) {
            problem = "each of its bytes from 80 on was written as a character of UTF-8"
            advice =
                "Convert it back: iconv -f UTF-8 -t ISO-8859-1 FILE > NEW. It is safer to fetch it again as binary data."
        } else if start.starts(with: [0x0a, 0x0d, 0x0a]) {
            problem = "the CR before each of its LFs was removed, as a transfer in text mode does"
            advice = "Which bytes are missing is unknown. Fetch it again as binary data."
        } else {
            return nil
        }
    }

    /// The bytes as characters of Latin-1, in UTF-8.
    private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { Array(String(Unicode.Scalar($0)).utf8) }
    }
}
