/// What became of a record.
public enum RecordFate: Sendable {
    /// It is not protected; what it says about the connection was taken in.
    case clear
    /// It was opened.
    case opened(OpenedRecord, Opening)
    /// It stays closed.
    case closed(Closure)
}

/// With what a record was opened.
public struct Opening: Sendable {
    /// Its sequence number in the keys of the time (RFC 8446 §5.3).
    public var sequence: UInt64
    /// Which of TLS 1.3's keys they are; nil in older versions.
    public var epoch: Epoch?
    /// How many records in front of it were passed over because the capture lacks them.
    public var missing: Int
    /// What it is made of, if that was asked for.
    public var anatomy: RecordAnatomy?
}

/// Why a record stays closed.
public enum Closure: Hashable, Sendable {
    /// No key log has keys for this connection.
    case noKeys
    /// The key logs have keys for this connection, but not those that this record needs; nil before TLS 1.3.
    case missing(Epoch?)
    /// The keys for this connection open none of its records.
    case wrongKeys
    /// The cipher, or the version, is none that can be opened: what it is.
    case unsupported(String)
    /// The capture lacks the ClientHello or the ServerHello: what keys there are can't be found.
    case handshakeMissing
    /// This record does not authenticate although others do.
    case damaged

    /// Whether keys that come later may change it.
    public var isForWantOfKeys: Bool {
        switch self {
        case .noKeys, .missing: true
        case .wrongKeys, .unsupported, .handshakeMissing, .damaged: false
        }
    }
}
