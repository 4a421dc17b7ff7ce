import Testing
import Wire

@Suite struct FieldValueTests {
    private func reading(_ id: FieldID, _ value: UInt64, bits: Int = 8) -> String? {
        let field = Field(id: id, range: BitRange(lower: 0, count: bits), value: value)
        return FieldCatalogue.interpretation(at: 0, of: [field], in: [])
    }

    @Test(
        "Values are put into words",
        arguments: [
            (FieldID.frameFIN, 1, "the last frame of its message"),
            (.frameFIN, 0, "more frames of this message follow"),
            (.frameOpcode, 1, "text: UTF-8 text follows"),
            (.frameOpcode, 0, "continuation: the next piece of a message that has begun"),
            (.frameOpcode, 8, "close: the sender ends the session"),
            (.frameOpcode, 3, "reserved for further kinds of data, not to be used"),
            (.frameOpcode, 11, "reserved for further control signals, not to be used"),
            (.frameMASK, 0, "the payload is not masked"),
            (.frameLength, 125, "125 bytes of payload"),
            (.frameLength, 1, "1 byte of payload"),
            (.frameLength, 126, "not a length: the next 16 bits hold it"),
            (.frameLength, 127, "not a length: the next 64 bits hold it"),
            (.frameExtendedLength64, 1 << 63, "impossible: the top bit must be 0"),
            (.frameMaskingKey, 0, "all zeros: masks nothing"),
            (.ethernetType, 0x0800, "IPv4"), (.ethernetType, 0x86dd, "IPv6"),
            (.vlanType, 0x8100, "a VLAN tag (802.1Q)"),
            (.ethernetType, 46, "not a type: the length of an IEEE 802.3 frame"),
            (.ipv4Protocol, 6, "TCP"), (.ipv6NextHeader, 44, "IPv6 fragment header"),
            (.ipv4HeaderLength, 5, "20 bytes of header"),
            (.ipv4HeaderLength, 4, "impossible: an IPv4 header has at least 20 bytes"),
            (.ipv4Source, 0x7f00_0001, "this machine itself (loopback)"),
            (.ipv4FragmentOffset, 185, "byte 1480"), (.ipv4TimeToLive, 1, "at most 1 router more"),
            (.loopbackFamily, 2, "IPv4"), (.loopbackFamily, 30, "IPv6"), (.cookedPacketType, 4, "sent by this machine"),
            (.tcpDataOffset, 8, "32 bytes of header"), (.tcpSYN, 1, "the connection is being opened"),
            (.tcpOptionKind, 2, "maximum segment size"), (.tcpDestinationPort, 443, "HTTPS and wss"),
            (.closeCode, 999, "not used as a close code"),
            (.closeCode, 1000, "a code of the WebSocket protocol and its extensions"),
            (.closeCode, 4999, "a code for private use, agreed between client and server"),
            (.closeCode, 5000, "not a close code: beyond the ranges of the standard"),
        ] as [(FieldID, UInt64, String)])
    func words(id: FieldID, value: UInt64, expected: String) { #expect(reading(id, value) == expected) }

    @Test("Values that say it all are left alone", arguments: [FieldID.tcpSequence, .tcpFIN, .ipv4Identification])
    func nothing(id: FieldID) { #expect(reading(id, 0) == nil) }

    @Test(
        "Values are written as people write them",
        arguments: [
            (FieldID.frameFIN, 1, "1"), (.frameOpcode, 10, "0xa"), (.ethernetType, 0x0800, "0x0800"),
            (.ipv4Identification, 7, "0x0007"), (.ipv6FlowLabel, 0x123, "0x00123"),
            (.tcpSequence, 4_000_000_000, "4000000000"),
        ] as [(FieldID, UInt64, String)])
    func numbers(id: FieldID, value: UInt64, expected: String) {
        let field = Field(id: id, range: BitRange(lower: 0, count: 32), value: value)
        #expect(FieldCatalogue.value(of: field, in: [0, 0, 0, 0]) == expected)
    }

    @Test("Addresses and keys are read from the bytes")
    func runs() {
        let bytes: [UInt8] = [0x02, 0, 0, 0, 0, 0xff] + [127, 0, 0, 1] + Array(repeating: 0, count: 15) + [1]
        func value(_ id: FieldID, _ lower: Int, _ count: Int) -> String {
            FieldCatalogue.value(
                of: Field(id: id, range: BitRange(lower: lower * 8, count: count * 8), value: nil), in: bytes)
        }
        #expect(value(.ethernetSource, 0, 6) == "02:00:00:00:00:ff")
        #expect(value(.ipv4Source, 6, 4) == "127.0.0.1")
        #expect(value(.ipv6Source, 10, 16) == "::1")
        #expect(value(.framePayload, 6, 4) == "7f 00 00 01")
        #expect(value(.ipv6Source, 20, 16) == "00 00 00 00 00 01", "bytes that are not there are left out")
        #expect(value(.framePayload, 26, 5).isEmpty)
    }

    @Test(
        "An option's data is read by its kind",
        arguments: [
            (2, [0x05, 0xb4], "segments of at most 1460 bytes"),
            (3, [7], "multiply the window by 128"),
            (3, [200], "a shift of 200, taken as 14"),
            (5, [0, 0, 0, 1, 0, 0, 0, 9], "arrived after a gap: 1–9"),
            (8, [0, 0, 0, 1, 0, 0, 0, 2], "sent at 1, echoes 2"),
            (99, [1, 2, 3], "3 bytes"),
            (2, [1], "1 byte"),
        ] as [(UInt64, [UInt8], String)])
    func options(kind: UInt64, data: [UInt8], expected: String) {
        let header = [UInt8(kind), UInt8(data.count + 2)] + data
        let fields = [
            Field(id: .tcpOptionKind, range: BitRange(lower: 0, count: 8), value: kind),
            Field(id: .tcpOptionLength, range: BitRange(lower: 8, count: 8), value: UInt64(header.count)),
            Field(id: .tcpOptionData, range: BitRange(lower: 16, count: data.count * 8), value: nil),
        ]
        #expect(FieldCatalogue.interpretation(at: 2, of: fields, in: header) == expected)
        #expect(FieldCatalogue.interpretation(at: 3, of: fields, in: header) == nil)
    }

    @Test("No field and no value traps", arguments: FieldID.allCases)
    func total(id: FieldID) {
        for value in [0, 1, 5, 126, 255, 65535, 1 << 32, 1 << 63, UInt64.max] {
            for range in [BitRange(lower: 0, count: 1), BitRange(lower: 3, count: 64), BitRange(lower: 800, count: 32)]
            {
                let field = Field(id: id, range: range, value: value)
                let run = Field(id: id, range: range, value: nil)
                for header in [[], [1, 2, 3, 4], Array(repeating: 0xff, count: 16)] as [[UInt8]] {
                    _ = FieldCatalogue.value(of: field, in: header)
                    _ = FieldCatalogue.value(of: run, in: header)
                    _ = FieldCatalogue.interpretation(at: 0, of: [field], in: header)
                    _ = FieldCatalogue.interpretation(at: 0, of: [run], in: header)
                }
            }
        }
    }
}
