public import Wire

/// A rule that a frame's header breaks on its own; the raw value is the rule's name in the rulebook.
public enum FrameViolation: String, CaseIterable, Hashable, Sendable {
    /// MASK=0 from the client (RFC 6455 §5.1).
    case clientUnmasked = "frame.client-unmasked"
    /// MASK=1 from the server (RFC 6455 §5.1).
    case serverMasked = "frame.server-masked"
    /// RSV1 that no extension defines, RSV2 or RSV3 (RFC 6455 §5.2).
    case rsvNonzero = "frame.rsv-nonzero"
    /// RSV1 on a control frame, permessage-deflate in use (RFC 7692 §6.1).
    case rsv1OnControl = "frame.rsv1-on-control"
    /// RSV1 on a continuation, permessage-deflate in use (RFC 7692 §6.1).
    case rsv1OnContinuation = "frame.rsv1-on-continuation"
    /// Opcode 0x3–0x7 or 0xB–0xF (RFC 6455 §5.2).
    case opcodeReserved = "frame.opcode-reserved"
    /// A longer length form than needed (RFC 6455 §5.2).
    case lengthNotMinimal = "frame.length-not-minimal"
    /// The top bit of the 64-bit length set (RFC 6455 §5.2).
    case lengthMSBSet = "frame.length-msb-set"
    /// FIN=0 on a control frame (RFC 6455 §5.5).
    case controlFragmented = "frame.control-fragmented"
    /// A control frame over 125 bytes (RFC 6455 §5.5).
    case controlTooLong = "frame.control-too-long"
    /// A masking key of four zero bytes, which masks nothing (RFC 6455 §5.3).
    case maskingKeyZero = "frame.masking-key-zero"
    /// A length that no program sends: `FrameHeader.impossibleLength` and more, the top bit not set.
    case lengthImpossible = "frame.length-impossible"

    /// The rule's name in the rulebook.
    public var rule: String { rawValue }
}

/// The rules that one header breaks.
@frozen
public struct FrameViolations: OptionSet, Hashable, Sendable {
    /// A bit a rule.
    public var rawValue: UInt16

    /// The rules with these bits.
    @inlinable
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// See `FrameViolation.clientUnmasked`.
    @inlinable public static var clientUnmasked: FrameViolations { FrameViolations(rawValue: 1 << 0) }
    /// See `FrameViolation.serverMasked`.
    @inlinable public static var serverMasked: FrameViolations { FrameViolations(rawValue: 1 << 1) }
    /// See `FrameViolation.rsvNonzero`.
    @inlinable public static var rsvNonzero: FrameViolations { FrameViolations(rawValue: 1 << 2) }
    /// See `FrameViolation.rsv1OnControl`.
    @inlinable public static var rsv1OnControl: FrameViolations { FrameViolations(rawValue: 1 << 3) }
    /// See `FrameViolation.rsv1OnContinuation`.
    @inlinable public static var rsv1OnContinuation: FrameViolations { FrameViolations(rawValue: 1 << 4) }
    /// See `FrameViolation.opcodeReserved`.
    @inlinable public static var opcodeReserved: FrameViolations { FrameViolations(rawValue: 1 << 5) }
    /// See `FrameViolation.lengthNotMinimal`.
    @inlinable public static var lengthNotMinimal: FrameViolations { FrameViolations(rawValue: 1 << 6) }
    /// See `FrameViolation.lengthMSBSet`.
    @inlinable public static var lengthMSBSet: FrameViolations { FrameViolations(rawValue: 1 << 7) }
    /// See `FrameViolation.controlFragmented`.
    @inlinable public static var controlFragmented: FrameViolations { FrameViolations(rawValue: 1 << 8) }
    /// See `FrameViolation.controlTooLong`.
    @inlinable public static var controlTooLong: FrameViolations { FrameViolations(rawValue: 1 << 9) }
    /// See `FrameViolation.maskingKeyZero`.
    @inlinable public static var maskingKeyZero: FrameViolations { FrameViolations(rawValue: 1 << 10) }
    /// See `FrameViolation.lengthImpossible`.
    @inlinable public static var lengthImpossible: FrameViolations { FrameViolations(rawValue: 1 << 11) }

    /// Those about bits and opcodes that an extension may give a meaning (RFC 6455 §5.8).
    @inlinable public static var extensible: FrameViolations {
        [.rsvNonzero, .rsv1OnControl, .rsv1OnContinuation, .opcodeReserved]
    }

    /// The rules one by one, in the order of the rulebook.
    public var each: [FrameViolation] {
        zip(0..., FrameViolation.allCases).compactMap { rawValue & 1 << $0 != 0 ? $1 : nil }
    }
}

extension FrameHeader {
    /// What this header breaks on its own; what depends on other frames is not judged.
    ///
    /// `client` says whether the client sent it, nil when that is not known: masking is not judged then. `rsv1Defined`
    /// says whether an extension in use gives RSV1 a meaning.
    public func violations(from client: Bool?, rsv1Defined: Bool) -> FrameViolations {
        var found: FrameViolations = []
        if let client, client != masked { found.insert(client ? .clientUnmasked : .serverMasked) }
        if rsv2 || rsv3 || rsv1 && !rsv1Defined { found.insert(.rsvNonzero) }
        if rsv1, rsv1Defined {
            if opcode.isControl { found.insert(.rsv1OnControl) }
            if opcode == .continuation { found.insert(.rsv1OnContinuation) }
        }
        if opcode.isReserved { found.insert(.opcodeReserved) }
        if length7 == 126, payloadLength < 126 { found.insert(.lengthNotMinimal) }
        if length7 == 127 {
            if payloadLength < 65536 { found.insert(.lengthNotMinimal) }
            if payloadLength >> 63 != 0 {
                found.insert(.lengthMSBSet)
            } else if payloadLength >= Self.impossibleLength {
                found.insert(.lengthImpossible)
            }
        }
        if opcode.isControl {
            if !fin { found.insert(.controlFragmented) }
            if payloadLength > 125 { found.insert(.controlTooLong) }
        }
        if masked, maskingKey.bits == 0 { found.insert(.maskingKeyZero) }
        return found
    }

    /// The bits at fault for `violation`, counted from the header's first bit.
    ///
    /// `rsv1Defined` says, as for `violations`, whether a set RSV1 is innocent of `rsvNonzero`.
    public func bits(of violation: FrameViolation, rsv1Defined: Bool = false) -> BitRange {
        switch violation {
        case .clientUnmasked, .serverMasked: BitRange(lower: 8, count: 1)
        case .rsvNonzero: reservedBitsAtFault(rsv1Defined)
        case .rsv1OnControl, .rsv1OnContinuation: BitRange(lower: 1, count: 1)
        case .opcodeReserved: BitRange(lower: 4, count: 4)
        case .lengthNotMinimal, .controlTooLong, .lengthImpossible: BitRange(lower: 9, count: 7 + extendedLengthBits)
        case .lengthMSBSet: BitRange(lower: 16, count: 1)
        case .controlFragmented: BitRange(lower: 0, count: 1)
        case .maskingKeyZero: BitRange(lower: 16 + extendedLengthBits, count: 32)
        }
    }

    /// A sentence or two that say with this header's values what breaks `violation`.
    public func detail(of violation: FrameViolation, rsv1Defined: Bool = false) -> String {
        switch violation {
        case .clientUnmasked:
            "MASK is 0: the client does not mask this frame, whose payload is \(payloadLength) "
                + "byte\(payloadLength == 1 ? "" : "s") long."
        case .serverMasked: "MASK is 1, with the key \(maskingKey.hex): a server must not mask."
        case .rsvNonzero:
            "\(reservedBitNames(rsv1Defined)) set, but no extension in use gives that a meaning."
        case .rsv1OnControl:
            "RSV1 is set on a \(opcode.name) frame: permessage-deflate compresses no control frames."
        case .rsv1OnContinuation:
            "RSV1 is set on a continuation: it belongs on the first frame of a compressed message only."
        case .opcodeReserved:
            "The opcode is 0x\(String(opcode.rawValue, radix: 16, uppercase: true)), "
                + "which is reserved for \(opcode.isControl ? "control" : "data") frames to come."
        case .lengthNotMinimal:
            "The length \(payloadLength) is written in \(extendedLengthBits) bits; it fits "
                + "\(payloadLength < 126 ? "the 7 bits of the second byte" : "16 bits")."
        case .lengthMSBSet:
            "The length is 0x\(String(payloadLength, radix: 16)); "
                + "the top bit of its 64 must be 0. No end of this frame can be known."
        case .controlFragmented:
            "FIN is 0 on a \(opcode.name) frame: a control frame is never fragmented, so that it fits between the fragments of a message."
        case .controlTooLong:
            "The \(opcode.name) frame has \(payloadLength) payload bytes; a control frame has 125 at most."
        case .lengthImpossible:
            "The length is 0x\(String(payloadLength, radix: 16)): no program sends a frame of 1 TiB or more."
        case .maskingKeyZero:
            "The masking key is 00000000: the payload travels unchanged, which defeats the purpose of masking."
        }
    }

    private var extendedLengthBits: Int { length7 == 126 ? 16 : length7 == 127 ? 64 : 0 }

    /// The reserved bits at fault with their names, from RSV1 to RSV3.
    private func reservedBits(_ rsv1Defined: Bool) -> [(bit: Int, name: String)] {
        [(1, "RSV1", rsv1 && !rsv1Defined), (2, "RSV2", rsv2), (3, "RSV3", rsv3)]
            .compactMap { $2 ? ($0, $1) : nil }
    }

    private func reservedBitsAtFault(_ rsv1Defined: Bool) -> BitRange {
        let bits = reservedBits(rsv1Defined).map(\.bit)
        guard let first = bits.first, let last = bits.last else { return BitRange(lower: 1, count: 3) }
        return BitRange(lower: first, count: last - first + 1)
    }

    private func reservedBitNames(_ rsv1Defined: Bool) -> String {
        let names = reservedBits(rsv1Defined).map(\.name)
        return names.joined(separator: " and ") + (names.count == 1 ? " is" : " are")
    }
}

extension MaskingKey {
    /// The four bytes as eight hexadecimal digits.
    fileprivate var hex: String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
