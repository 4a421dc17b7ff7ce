import Testing
import Wire

private func fields(
    of bytes: [UInt8], _ read: (inout FieldReader<FieldRecorder>) throws(DecodeError) -> Void
) throws(DecodeError) -> [Field] {
    var reader = FieldReader(bytes.rawSpan, sink: FieldRecorder(), limitedBy: .packet)
    try read(&reader)
    return reader.finish().fields
}

@Suite struct FieldReaderTests {
    @Test func bitsComeMostSignificantFirst() throws {
        let found = try fields(of: [0b1010_0110]) { reader throws(DecodeError) in
            _ = try reader.flag(.frameFIN)
            _ = try reader.bits(3, .frameOpcode)
            _ = try reader.bits(4, .frameLength)
        }
        #expect(found.map(\.value) == [1, 0b010, 0b0110])
        #expect(found.map(\.range.lower) == [0, 1, 4])
    }

    @Test func numbersAreInNetworkByteOrder() throws {
        let found = try fields(of: Array(1...15)) { reader throws(DecodeError) in
            _ = try reader.uint8(.ipv4TimeToLive)
            _ = try reader.uint16(.ipv4TotalLength)
            _ = try reader.uint32(.tcpSequence)
            _ = try reader.uint64(.frameExtendedLength64)
        }
        #expect(found.map(\.value) == [0x01, 0x0203, 0x0405_0607, 0x0809_0a0b_0c0d_0e0f])
    }

    @Test func wideBitsCrossBytes() throws {
        let found = try fields(of: [0b1110_0001, 0b0000_0010, 0xff]) { reader throws(DecodeError) in
            _ = try reader.bits(3, .ipv4DontFragment)
            _ = try reader.wideBits(13, .ipv4FragmentOffset)
        }
        #expect(found[1].value == 0b0_0001_0000_0010)
        #expect(found[1].range == BitRange(lower: 3, count: 13))
        #expect(found[1].range.bytes == 0..<2)
    }

    @Test func runsOfBytesHaveNoValue() throws {
        let found = try fields(of: [1, 2, 3]) { reader throws(DecodeError) in
            _ = try reader.run(3, .framePayload)
        }
        #expect(found == [Field(id: .framePayload, range: BitRange(lower: 0, count: 24), value: nil)])
    }

    @Test func theEndIsSaidWithItsPlaceAndItsLimit() {
        let bytes: [UInt8] = [1, 2, 3]
        var reader = FieldReader(bytes.rawSpan, sink: NoFields(), limitedBy: .ipv4Length)
        do throws(DecodeError) {
            _ = try reader.uint16(.tcpSourcePort)
            _ = try reader.uint32(.tcpSequence)
            Issue.record("read beyond the end")
        } catch {
            #expect(error == .needMore(field: .tcpSequence, atBit: 16, bytes: 3, limitedBy: .ipv4Length))
        }
        // Nothing was consumed by the read that failed.
        #expect(reader.byte == 2)
        #expect(reader.remaining == 1)
    }
}
