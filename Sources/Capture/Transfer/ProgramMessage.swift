import Wire

/// Messages of capturing programs that went into the same file, or through the same pipe, as the packets.
enum ProgramMessage {
    /// So many bytes are looked at.
    private static let length = 256
    private static let known = [
        "tcpdump: ", "packets captured", "packet captured", "packets received by filter", "packets dropped by kernel",
        "Packets captured: ", "Packets received/dropped on interface", "Capturing on ",
    ]

    /// What is wrong where one of them begins instead of a packet; nil where none does.
    static func problem(in bytes: RawSpan, at position: Int) -> String? {
        let end = min(bytes.byteCount, position + length)
        guard position < end else { return nil }
        var text: [UInt8] = []
        for index in position..<end {
            let byte = bytes.byte(at: index)
            guard (0x20...0x7e).contains(byte) || (0x08...0x0d).contains(byte) else { break }
            text.append(byte)
        }
        let words = String(decoding: text, as: UTF8.self)
        guard let found = known.compactMap({ words.firstRange(of: $0) }).min(by: { $0.lowerBound < $1.lowerBound }),
            // After a number and the echo of Ctrl-C at most: what a packet carries may speak of packets, too.
            words[..<found.lowerBound].allSatisfy({ $0.isWhitespace || $0.isNumber || $0 == "^" || $0 == "C" })
        else { return nil }
        return "these are a program's messages, not packets. Send them elsewhere (2>messages.txt)"
    }
}
