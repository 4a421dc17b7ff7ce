// What the values of a frame's fields say.

extension FieldCatalogue {
    static func frameInterpretation(_ id: FieldID, _ value: UInt64) -> String? {
        switch id {
        case .frameFIN: value == 1 ? "the last frame of its message" : "more frames of this message follow"
        case .frameRSV1:
            value == 0
                ? "not marked by an extension"
                : "marked by an extension: compressed, if permessage-deflate is in use"
        case .frameRSV2, .frameRSV3: value == 0 ? "unused" : "set, which only an extension allows"
        case .frameOpcode: opcode(value)
        case .frameMASK: value == 0 ? "the payload is not masked" : "the payload is masked, a masking key follows"
        case .frameLength: length7(value)
        case .frameExtendedLength16: count(value, "byte") + " of payload"
        case .frameExtendedLength64:
            value >> 63 == 0 ? count(value, "byte") + " of payload" : "impossible: the top bit must be 0"
        case .frameMaskingKey:
            value == 0 ? "all zeros: masks nothing" : "unmasks the payload, byte i with key byte i mod 4"
        case .closeCode: closeCodeRange(value)
        default: nil
        }
    }

    private static func opcode(_ value: UInt64) -> String {
        switch value {
        case 0x0: "continuation: the next piece of a message that has begun"
        case 0x1: "text: UTF-8 text follows"
        case 0x2: "binary: bytes of any kind follow"
        case 0x8: "close: the sender ends the session"
        case 0x9: "ping: asks whether the peer is still there"
        case 0xA: "pong: the answer to a ping"
        case 0x3...0x7: "reserved for further kinds of data, not to be used"
        default: "reserved for further control signals, not to be used"
        }
    }

    private static func length7(_ value: UInt64) -> String {
        switch value {
        case 126: "not a length: the next 16 bits hold it"
        case 127: "not a length: the next 64 bits hold it"
        default: count(value, "byte") + " of payload"
        }
    }

    private static func closeCodeRange(_ value: UInt64) -> String {
        switch value {
        case 0..<1000: "not used as a close code"
        case 1000..<3000: "a code of the WebSocket protocol and its extensions"
        case 3000..<4000: "a code for libraries and frameworks, registered with IANA"
        case 4000..<5000: "a code for private use, agreed between client and server"
        default: "not a close code: beyond the ranges of the standard"
        }
    }
}
