//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+-------------------------------+---------------+
// | Content type  |            Version            |    Length     |
// +---------------+-------------------------------+---------------+
// |Length (cont.) |  Fragment …                                   |
// +---------------+-----------------------------------------------+
public import Wire

/// The header of a TLS record (RFC 8446 §5.1, RFC 5246 §6.2.1): 5 bytes.
///
/// Reading it checks nothing but that the bytes are there: `isPlausible` says whether a record may begin so.
@frozen
public struct RecordHeader: Hashable, Sendable {
    /// What the record carries; of an encrypted record of TLS 1.3 always application data.
    public var contentType: ContentType
    /// The version as written, which from TLS 1.3 on means nothing (§5.1: legacy_record_version).
    public var version: ProtocolVersion
    /// The bytes that follow the header, 0…65535.
    public var length: Int

    /// The bytes that a header takes.
    public static let size = 5
    /// The longest fragment that any version allows: 2^14 bytes and 2048 for compression and encryption (RFC 5246 §6.2.3).
    public static let mostBytes = (1 << 14) + 2048

    /// A header with these parts.
    @inlinable
    public init(contentType: ContentType, version: ProtocolVersion, length: Int) {
        self.contentType = contentType
        self.version = version
        self.length = length
    }

    /// Reads a header.
    ///
    /// - Throws: `DecodeError.needMore` when the bytes end inside it; nothing else.
    @inlinable @inline(__always)
    public init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        contentType = ContentType(rawValue: try reader.uint8(.tlsContentType))
        version = ProtocolVersion(rawValue: try reader.uint16(.tlsRecordVersion))
        length = Int(try reader.uint16(.tlsRecordLength))
    }

    /// Whether a record may begin so: a known content type, a version of SSL 3.0 to TLS 1.3, a length that is allowed.
    ///
    /// Only application data may be empty (RFC 5246 §6.2.1, RFC 8446 §5.1).
    @inlinable
    public var isPlausible: Bool {
        guard 20...24 ~= contentType.rawValue, 0x0300...0x0304 ~= version.rawValue else { return false }
        return length <= Self.mostBytes && (length > 0 || contentType == .applicationData)
    }
}
