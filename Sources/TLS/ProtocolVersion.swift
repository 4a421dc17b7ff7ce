import Wire

/// A version of SSL or TLS, as it stands in records and hellos (RFC 8446 §4.1.2).
public struct ProtocolVersion: RawRepresentable, Hashable, Comparable, Sendable {
    /// The number on the wire: 0x0303 for TLS 1.2.
    public let rawValue: UInt16

    /// The version with this number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// SSL 3.0 (RFC 6101).
    public static let ssl30 = ProtocolVersion(rawValue: 0x0300)
    /// TLS 1.0 (RFC 2246).
    public static let tls10 = ProtocolVersion(rawValue: 0x0301)
    /// TLS 1.1 (RFC 4346).
    public static let tls11 = ProtocolVersion(rawValue: 0x0302)
    /// TLS 1.2 (RFC 5246).
    public static let tls12 = ProtocolVersion(rawValue: 0x0303)
    /// TLS 1.3 (RFC 8446).
    public static let tls13 = ProtocolVersion(rawValue: 0x0304)

    /// Whether the version on the left is older.
    public static func < (lhs: ProtocolVersion, rhs: ProtocolVersion) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The name as people write it: `TLS 1.3`; nil for a number without a version.
    public var name: String? {
        switch self {
        case .ssl30: "SSL 3.0"
        case .tls10: "TLS 1.0"
        case .tls11: "TLS 1.1"
        case .tls12: "TLS 1.2"
        case .tls13: "TLS 1.3"
        default: isExperiment ? "an experiment with TLS 1.3" : draft.map { "TLS 1.3 draft \($0)" }
        }
    }

    /// The name, or the number as `0x7a7a`.
    public var label: String { name ?? TLSNames.hexadecimal(rawValue) }

    /// Which draft of TLS 1.3 it is: RFC 8446 had 28 of them, and those from 18 on were in wide use; Facebook had numbers
    /// of its own for some.
    public var draft: Int? {
        switch rawValue {
        case 0x7f01...0x7f1c, 0xfb12...0xfb1c: Int(rawValue & 0xff)
        default: nil
        }
    }

    /// Whether it is a version between the drafts that Chrome tried.
    private var isExperiment: Bool { (0x7e01...0x7e03).contains(rawValue) }

    /// Why its records can't be opened, as a clause; nil if they can.
    ///
    /// Before draft 25 a record's header was not authenticated with it (RFC 8446 §5.2).
    public var whyUnsupported: String? {
        isExperiment || draft.map { $0 < 25 } ?? false ? "it is \(label)" : nil
    }
}
