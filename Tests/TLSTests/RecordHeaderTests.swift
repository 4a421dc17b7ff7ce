import TLS
import Testing
import Wire

@Suite struct RecordHeaderTests {
    private func read(_ bytes: [UInt8]) throws(DecodeError) -> RecordHeader {
        var reader = FieldReader(bytes.rawSpan, sink: NoFields(), limitedBy: .stream)
        return try RecordHeader(reading: &reader)
    }

    @Test func readsItsFields() throws {
        #expect(
            try read([22, 3, 1, 2, 0, 1]) == RecordHeader(contentType: .handshake, version: .tls10, length: 512))
        #expect(throws: DecodeError.needMore(field: .tlsRecordLength, atBit: 24, bytes: 1, limitedBy: .stream)) {
            try read([22, 3, 1, 2])
        }
    }

    @Test(
        arguments: [
            ([22, 3, 1, 2, 0], true), ([23, 3, 3, 0x48, 0], true), ([23, 3, 3, 0x48, 1], false),
            ([23, 3, 3, 0, 0], true),
            ([21, 3, 3, 0, 0], false), ([19, 3, 3, 0, 2], false), ([25, 3, 3, 0, 2], false), ([20, 3, 0, 0, 1], true),
            ([22, 3, 5, 0, 1], false), ([22, 2, 0, 0, 1], false), ([0x47, 0x45, 0x54, 0x20, 0x2f], false),
        ] as [([UInt8], Bool)]) func saysWhetherARecordMayBeginSo(bytes: [UInt8], isPlausible: Bool) throws
    {
        #expect(try read(bytes).isPlausible == isPlausible)
    }
}
