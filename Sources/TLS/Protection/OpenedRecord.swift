import Wire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a protected record held.
public struct OpenedRecord: Sendable {
    /// What the content is: in TLS 1.3 the type inside, which the record's header does not show.
    public let contentType: ContentType
    /// How many bytes of padding were taken off: zeros (TLS 1.3), or CBC padding with its length byte.
    public let padding: Int

    /// The cipher's own output, which is kept rather than copied.
    private let plaintext: Data
    private let range: Range<Int>

    init(_ contentType: ContentType, _ plaintext: Data, content range: Range<Int>, padding: Int) {
        self.contentType = contentType
        self.plaintext = plaintext
        self.range = range
        self.padding = padding
    }

    /// The number of bytes of content.
    public var count: Int { range.count }

    /// The content, as long as this record lives.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { plaintext.bytes.extracting(range) }
    }
}
