import Wire

/// A segment that holds one short text frame and nothing else.
public enum LoneText {
    /// How many bytes of text the frame has that fills `segment` from its first byte to its last; nil if none does.
    ///
    /// It is the only frame of a message, not compressed, of 1 to 125 bytes, and its text is UTF-8 without control
    /// characters but for tabs and line ends.
    public static func length(in segment: RawSpan, fromClient: Bool) -> Int? {
        var reader = FieldReader(segment, sink: NoFields(), limitedBy: .stream)
        guard let header = try? FrameHeader(reading: &reader), header.opcode == .text,
            header.violations(from: fromClient, rsv1Defined: false).isEmpty, header.fin,
            (1...125).contains(header.payloadLength),
            segment.byteCount == header.headerLength + Int(header.payloadLength)
        else { return nil }
        var text = [UInt8](copying: segment.extracting(header.headerLength..<segment.byteCount))
        if header.masked { text.unmask(with: header.maskingKey) }
        var checker = UTF8Checker()
        let isPlain = text.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        guard isPlain, checker.feed(text.rawSpan) == nil, checker.isComplete else { return nil }
        return text.count
    }
}
