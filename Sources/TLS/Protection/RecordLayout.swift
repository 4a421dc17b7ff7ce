import Wire

/// A record in front of its cipher: its five bytes of header, and the bytes that the header speaks of (RFC 8446 §5.1).
struct RecordLayout {
    static let headerSize = 5
    /// The most bytes of content in a record.
    static let longestContent = 1 << 14

    let contentType: ContentType
    let version: UInt16
    /// Where the protected bytes are.
    let body: Range<Int>

    /// nil unless the header's length is that of the bytes that follow it, and allowed.
    init?(_ record: RawSpan, longestBody: Int) {
        guard record.byteCount > Self.headerSize, record.byteCount <= Self.headerSize + longestBody,
            Int(record.uint16(at: 3)) == record.byteCount - Self.headerSize
        else { return nil }
        contentType = ContentType(rawValue: record.byte(at: 0))
        version = record.uint16(at: 1)
        body = Self.headerSize..<record.byteCount
    }
}

/// What is authenticated besides a record's content before TLS 1.3: sequence number, type, version and length.
///
/// RFC 5246 §6.2.3.1 puts it before the content of a MAC, §6.2.3.3 makes it the additional data.
func authenticatedHeader(of layout: RecordLayout, sequence: UInt64, length: Int) -> [13 of UInt8] {
    var bytes: [13 of UInt8] = .init(repeating: 0)
    for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: sequence >> UInt64(56 - 8 * index)) }
    bytes[8] = layout.contentType.rawValue
    bytes[9] = UInt8(truncatingIfNeeded: layout.version >> 8)
    bytes[10] = UInt8(truncatingIfNeeded: layout.version)
    bytes[11] = UInt8(truncatingIfNeeded: length >> 8)
    bytes[12] = UInt8(truncatingIfNeeded: length)
    return bytes
}
