/// The opcode of a frame, four bits (RFC 6455 §5.2, §11.8).
@frozen
public struct Opcode: RawRepresentable, Hashable, Sendable {
    /// The four bits, 0…15.
    public var rawValue: UInt8

    /// The opcode with the low four bits of `rawValue`.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue & 0xf }

    /// A further frame of the message under way.
    @inlinable public static var continuation: Opcode { Opcode(rawValue: 0x0) }
    /// The first frame of a text message.
    @inlinable public static var text: Opcode { Opcode(rawValue: 0x1) }
    /// The first frame of a binary message.
    @inlinable public static var binary: Opcode { Opcode(rawValue: 0x2) }
    /// Close: no more frames follow from this side.
    @inlinable public static var close: Opcode { Opcode(rawValue: 0x8) }
    /// Ping: to be answered by a Pong with the same payload.
    @inlinable public static var ping: Opcode { Opcode(rawValue: 0x9) }
    /// Pong.
    @inlinable public static var pong: Opcode { Opcode(rawValue: 0xA) }

    /// Whether it is a control opcode, defined or reserved: 0x8–0xF.
    @inlinable public var isControl: Bool { rawValue & 0x8 != 0 }

    /// Whether its frames carry a message: continuation, text and binary.
    @inlinable public var isData: Bool { rawValue <= 2 }

    /// Whether no RFC gives it a meaning: 0x3–0x7 and 0xB–0xF.
    @inlinable public var isReserved: Bool { rawValue & 0x7 > 2 }

    /// Its name in the output: `text`, `close`, …, or `reserved-3`.
    public var name: String {
        switch self {
        case .continuation: "continuation"
        case .text: "text"
        case .binary: "binary"
        case .close: "close"
        case .ping: "ping"
        case .pong: "pong"
        default: "reserved-\(rawValue)"
        }
    }
}
