// What whoever breaks a rule about frames has to change.
extension Rule {
    /// What the side that sent such a frame has to do: a sentence or two; nil for a rule that no receiver fails the
    /// connection for.
    var senderAdvice: String? {
        switch self {
        case .frameClientUnmasked:
            "Mask every frame that the client sends: MASK 1, and a fresh random key of four bytes (RFC 6455 §5.3)."
        case .frameServerMasked: "Mask no frame that the server sends: MASK 0, and no masking key."
        case .frameRsvNonzero:
            "Set RSV1 only on messages that an agreed extension compresses; leave RSV2 and RSV3 at 0."
        case .frameRsv1OnControl: "Leave RSV1 at 0 on Ping, Pong and Close: they are never compressed."
        case .frameRsv1OnContinuation: "Set RSV1 only on the first frame of a compressed message."
        case .frameOpcodeReserved:
            "Use only the opcodes of RFC 6455: 0, 1, 2, 8, 9 and 10. If it does, a length before this frame is wrong, and "
                + "the header was read in the wrong place."
        case .frameLengthNotMinimal:
            "Write a length up to 125 in the 7 bits, up to 65,535 in 16 bits, and only a larger one in 64 bits."
        case .frameLengthMsbSet, .frameLengthImpossible:
            "Write the size of the payload, as an unsigned number in network byte order. If it does, look at the frame "
                + "before: with a byte too many or too few there, the next header is read in the wrong place."
        case .frameLengthByteOrder:
            "Write the 16 or 64 bits of the length in network byte order, high byte first."
        case .frameControlFragmented: "Send each Ping, Pong and Close in a single frame, with FIN 1."
        case .frameControlTooLong:
            "Keep the payload of Ping, Pong and Close within 125 bytes; a Close's reason has 123 of them."
        case .frameContinuationUnexpected:
            "Begin each message with a text or binary frame; opcode 0 is for its later fragments only."
        case .frameMessageInterrupted:
            "End a fragmented message (FIN 1) before the next one begins. Where several threads write to the connection, "
                + "let only one of them write at a time."
        case .messageInvalidUtf8: "Encode text messages as UTF-8, or send such bytes in a binary message."
        case .messageInflateFailed:
            "Compress with raw DEFLATE (no zlib or gzip header), and remove the last four bytes, 00 00 ff ff, of each "
                + "message (RFC 7692 §7.2.1)."
        case .messageWindowExceeded: "Compress with no larger window than the 101 allows this side."
        case .closePayloadOneByte: "Leave the Close's body empty, or begin it with a code of two bytes."
        case .closeCodeReserved, .closeCodeInvalid: "Close with 1000, or with a code of its own: 4000–4999."
        case .closeReasonInvalidUtf8:
            "Encode the reason as UTF-8, and where it is too long, cut it between characters."
        default: nil
        }
    }

    /// Whether the length in the header is one that no frame can have: nothing after it can be read.
    var isAboutImpossibleLength: Bool { self == .frameLengthMsbSet || self == .frameLengthImpossible }
}
