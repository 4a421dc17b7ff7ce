public import Wire

/// The three ways to write a payload length (RFC 6455 §5.2).
public enum LengthForm: CaseIterable, Hashable, Sendable {
    /// In the seven bits of the second byte: 0…125.
    case bits7
    /// 126 in the seven bits, the length in the next 16.
    case bits16
    /// 127 in the seven bits, the length in the next 64.
    case bits64

    /// The shortest form for `length`, the only one allowed for it.
    public init(for length: UInt64) {
        self = length < 126 ? .bits7 : length < 65536 ? .bits16 : .bits64
    }

    /// The greatest length that it can write, the forbidden top bit of the longest form included.
    public var maximum: UInt64 {
        switch self {
        case .bits7: 125
        case .bits16: 65535
        case .bits64: .max
        }
    }
}

extension FrameHeader {
    /// A header with its length in the shortest form, or in `lengthForm` if the length fits that.
    public init(
        fin: Bool = true, rsv1: Bool = false, rsv2: Bool = false, rsv3: Bool = false, opcode: Opcode,
        payloadLength: UInt64, lengthForm: LengthForm? = nil, maskingKey: MaskingKey? = nil
    ) {
        let shortest = LengthForm(for: payloadLength)
        let form = lengthForm.map { payloadLength <= $0.maximum ? $0 : shortest } ?? shortest
        let length7: UInt8 =
            switch form {
            case .bits7: UInt8(truncatingIfNeeded: payloadLength)
            case .bits16: 126
            case .bits64: 127
            }
        self.init(
            fin: fin, rsv1: rsv1, rsv2: rsv2, rsv3: rsv3, opcode: opcode, length7: length7,
            payloadLength: payloadLength, maskingKey: maskingKey)
    }
}

/// Makes frames, valid ones and, if asked to, others (RFC 6455 §5.2).
public enum FrameEncoder {
    /// The bytes of a header: 2 to 14, as `FrameHeader(reading:)` reads them.
    public static func header(_ header: FrameHeader) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(14)
        bytes.append(
            (header.fin ? 0x80 : 0) | (header.rsv1 ? 0x40 : 0) | (header.rsv2 ? 0x20 : 0) | (header.rsv3 ? 0x10 : 0)
                | header.opcode.rawValue)
        bytes.append((header.masked ? 0x80 : 0) | header.length7 & 0x7f)
        switch header.length7 {
        case 126: append(header.payloadLength, bytes: 2, to: &bytes)
        case 127: append(header.payloadLength, bytes: 8, to: &bytes)
        default: break
        }
        if header.masked { append(UInt64(header.maskingKey.bits), bytes: 4, to: &bytes) }
        return bytes
    }

    /// The bytes of a frame with this payload, which is masked if there is a key.
    public static func encode(
        fin: Bool = true, rsv1: Bool = false, rsv2: Bool = false, rsv3: Bool = false, opcode: Opcode,
        payload: [UInt8], maskingKey: MaskingKey? = nil, lengthForm: LengthForm? = nil
    ) -> [UInt8] {
        let header = FrameHeader(
            fin: fin, rsv1: rsv1, rsv2: rsv2, rsv3: rsv3, opcode: opcode, payloadLength: UInt64(payload.count),
            lengthForm: lengthForm, maskingKey: maskingKey)
        var body = payload
        if let maskingKey { body.unmask(with: maskingKey) }
        return Self.header(header) + body
    }

    /// The bytes of a Close frame; without a code its body is empty.
    ///
    /// A reason of more than 123 bytes makes a frame that breaks RFC 6455 §5.5.
    public static func close(
        code: UInt16? = nil, reason: String = "", maskingKey: MaskingKey? = nil
    ) -> [UInt8] {
        encode(
            opcode: .close, payload: CloseBody(code: code, reason: Array(reason.utf8)).payload, maskingKey: maskingKey)
    }

    /// The frames of one message cut into fragments of at most `fragmentLength` payload bytes (RFC 6455 §5.4).
    ///
    /// An empty payload, or a length below 1, makes one frame. Each frame asks `maskingKey` for its own key.
    public static func message(
        opcode: Opcode, payload: [UInt8], fragmentLength: Int, maskingKey: () -> MaskingKey? = { nil }
    ) -> [[UInt8]] {
        guard fragmentLength > 0, payload.count > fragmentLength else {
            return [encode(opcode: opcode, payload: payload, maskingKey: maskingKey())]
        }
        return stride(from: 0, to: payload.count, by: fragmentLength).map { start in
            let end = min(payload.count - start, fragmentLength) + start
            return encode(
                fin: end == payload.count, opcode: start == 0 ? opcode : .continuation,
                payload: Array(payload[start..<end]), maskingKey: maskingKey())
        }
    }

    /// Appends the low `count` bytes of `value` in network byte order.
    private static func append(_ value: UInt64, bytes count: Int, to bytes: inout [UInt8]) {
        for index in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
    }
}
