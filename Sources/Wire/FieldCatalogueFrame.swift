// The fields of a WebSocket frame and of the body of a Close frame.

extension FieldDescription {
    private static func frame(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, _ source: String,
        filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .frame, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: filter.map { "websocket." + $0 })
    }

    static let frameFIN = frame(
        "fin", "FIN", "FIN", .flags, "RFC 6455 §5.2", filter: "fin",
        "Says whether this is the last frame of its message; a message may be sent in several frames.")
    static let frameRSV1 = frame(
        "rsv1", "RSV1", "RSV1", .flags, "RFC 6455 §5.2", filter: nil,
        "Reserved for extensions; with permessage-deflate (RFC 7692) it marks the first frame of a compressed message."
    )
    static let frameRSV2 = frame(
        "rsv2", "RSV2", "RSV2", .flags, "RFC 6455 §5.2", filter: nil,
        "Reserved for extensions and must be 0, because no published extension uses it.")
    static let frameRSV3 = frame(
        "rsv3", "RSV3", "RSV3", .flags, "RFC 6455 §5.2", filter: nil,
        "Reserved for extensions and must be 0, because no published extension uses it.")
    static let frameOpcode = frame(
        "opcode", "opcode", "opcode", .opcode, "RFC 6455 §5.2", filter: "opcode",
        "Says what the payload is: text, bytes, the next piece of a message, or a control signal.")
    static let frameMASK = frame(
        "masked", "MASK", "MASK", .mask, "RFC 6455 §5.2", filter: "mask",
        "Says whether the payload is scrambled with a masking key: always from a client, never from a server.")
    static let frameLength = frame(
        "length7", "Payload length", "payload len", .length, "RFC 6455 §5.2", filter: "payload_length",
        "Holds the payload's length in bytes up to 125; 126 and 127 announce that a longer number follows.")
    static let frameExtendedLength16 = frame(
        "extendedLength16", "Extended payload length", "ext. length (16)", .extendedLength, "RFC 6455 §5.2",
        filter: "payload_length_ext_16",
        "Holds the payload's length in bytes when it is 126 to 65535, as a 16-bit number.")
    static let frameExtendedLength64 = frame(
        "extendedLength64", "Extended payload length", "ext. length (64)", .extendedLength, "RFC 6455 §5.2",
        filter: "payload_length_ext_64",
        "Holds the payload's length in bytes when it is 65536 or more, as a 64-bit number whose top bit is 0.")
    static let frameMaskingKey = frame(
        "maskingKey", "Masking key", "masking key", .maskingKey, "RFC 6455 §5.3", filter: "masking_key",
        "Four random bytes, new for each frame, that the client XORs with the payload, over and over.")
    static let framePayload = frame(
        "payload", "Payload data", "payload", .payload, "RFC 6455 §5.2", filter: "payload",
        "What the frame carries, as it was sent: masked if MASK is 1.")

    private static func close(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, _ source: String, filter: String,
        _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .closeBody, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: "websocket.payload.close." + filter)
    }

    static let closeCode = close(
        "code", "Status code", "status code", .opcode, "RFC 6455 §7.4", filter: "status_code",
        "Says as a number why the sender closes the connection.")
    static let closeReason = close(
        "reason", "Reason", "reason", .payload, "RFC 6455 §5.5.1", filter: "reason",
        "Says in UTF-8 text of at most 123 bytes why the sender closes, for people who debug.")
}
