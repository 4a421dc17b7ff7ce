import Wire

/// Puts the handshake messages of one direction together, which records may cut anywhere (RFC 8446 §5.1).
struct HandshakeCollector: Sendable {
    /// Longer messages are passed over: a chain of certificates is far shorter.
    static let messageLimit = 256 << 10

    private var bytes: [UInt8] = []
    /// How many bytes of a message that is too long are still to come.
    private var passing = 0
    /// Whether bytes are missing: where the next message begins is unknown.
    private(set) var isLost = false

    var memory: Int { bytes.capacity }

    /// Takes the handshake content of a record.
    ///
    /// - Returns: the messages that it completed, each with its header.
    mutating func feed(_ content: RawSpan) -> [[UInt8]] {
        if isLost {
            guard mayBegin(content) else { return [] }
            restart()
        }
        let passed = min(passing, content.byteCount)
        passing -= passed
        bytes.append(copying: content.extracting(passed..<content.byteCount))
        var messages: [[UInt8]] = []
        var start = 0
        while bytes.count - start >= 4 {
            let length = 4 + Int(bytes.rawSpan.uint32(at: start) & 0xff_ffff)
            if length > Self.messageLimit {
                let here = min(length, bytes.count - start)
                messages.append(Array(bytes[start..<(start + min(here, 4))]))
                passing = length - here
                start += here
                continue
            }
            guard bytes.count - start >= length else { break }
            messages.append(Array(bytes[start..<(start + length)]))
            start += length
        }
        if start == bytes.count { bytes = [] } else { bytes.removeFirst(start) }
        return messages
    }

    /// Whether a message may begin with a record's content: they mostly do.
    private func mayBegin(_ content: RawSpan) -> Bool {
        guard content.byteCount >= 4, HandshakeType(rawValue: content.byte(at: 0)).name != nil else { return false }
        return 4 + Int(content.uint32(at: 0) & 0xff_ffff) <= content.byteCount
    }

    /// Notes that a record is missing.
    mutating func lose() {
        bytes = []
        passing = 0
        isLost = true
    }

    /// Begins again where a message begins: with another epoch, or another handshake.
    mutating func restart() {
        bytes = []
        passing = 0
        isLost = false
    }
}
