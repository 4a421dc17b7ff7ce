/// The keys that a direction goes through in TLS 1.3 (RFC 8446 §7.1), in their order.
public enum Epoch: Int, CaseIterable, Comparable, Hashable, Sendable {
    /// 0-RTT data of a client that resumes: client_early_traffic_secret.
    case early
    /// The rest of the handshake.
    case handshake
    /// Everything behind it.
    case application

    /// Whether the epoch on the left comes first.
    public static func < (lhs: Epoch, rhs: Epoch) -> Bool { lhs.rawValue < rhs.rawValue }
}
