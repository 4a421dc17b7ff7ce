import Wire

// Headers that end before their end: what is certain from the bits that are there.
extension FrameHeader {
    /// What the header that begins with `bytes` breaks whatever follows: its receiver need not wait for more.
    ///
    /// `bytes` are 1 to 14; of a whole header it is what `violations(from:rsv1Defined:)` says.
    public static func violations(
        inFirst bytes: RawSpan, from client: Bool?, rsv1Defined: Bool
    ) -> FrameViolations {
        guard let header = FrameHeader(completing: bytes, client: client) else { return [] }
        var found = header.violations(from: client, rsv1Defined: rsv1Defined)
        // The bits that were made up.
        if bytes.byteCount < 3 { found.remove(.lengthMSBSet) }
        // Its upper three bytes make it impossible.
        if bytes.byteCount < 5 { found.remove(.lengthImpossible) }
        return found
    }

    /// A sentence that says what breaks `violation` in the header that begins with `bytes`, with values that are there.
    public static func detail(
        of violation: FrameViolation, inFirst bytes: RawSpan, rsv1Defined: Bool
    ) -> String {
        switch violation {
        case .clientUnmasked: return "MASK is 0: the client does not mask this frame."
        case .serverMasked: return "MASK is 1: a server must not mask."
        case .lengthNotMinimal: return "The length is written in a longer form than it needs."
        case .lengthMSBSet: return "The top bit of the 64-bit length is 1; it must be 0."
        case .lengthImpossible: return "The 64-bit length is 1 TiB or more, which no program sends."
        case .controlTooLong:
            let name = Opcode(rawValue: bytes.byte(at: 0)).name
            return "The \(name) frame announces an extended length; a control frame has 125 payload bytes at most."
        default:
            return FrameHeader(completing: bytes, client: nil)?.detail(of: violation, rsv1Defined: rsv1Defined) ?? ""
        }
    }

    /// The header that begins with `bytes`, what is missing made up so that it breaks nothing more: masked as it must be,
    /// with the greatest length and a masking key that is not zero.
    private init?(completing bytes: RawSpan, client: Bool?) {
        var padded: [14 of UInt8] = .init(repeating: 0xff)
        padded[1] = client == true ? 0x80 : 0
        for index in 0..<min(bytes.byteCount, 14) { padded[index] = bytes.byte(at: index) }
        guard bytes.byteCount > 0 else { return nil }
        var reader = FieldReader(padded.rawSpan, sink: NoFields(), limitedBy: .stream)
        guard let header = try? FrameHeader(reading: &reader) else { return nil }
        self = header
    }
}
