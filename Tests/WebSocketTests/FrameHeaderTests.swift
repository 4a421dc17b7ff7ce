import TestKit
import Testing
import WebSocket
import Wire

@Suite struct FrameHeaderTests {
    /// The header at the begin of `bytes`, and its fields.
    static func read(_ bytes: [UInt8]) throws(DecodeError) -> (header: FrameHeader, fields: [Field]) {
        var reader = FieldReader(bytes.rawSpan, sink: FieldRecorder(), limitedBy: .stream)
        let header = try FrameHeader(reading: &reader)
        return (header, reader.finish().fields)
    }

    static func read(_ hex: String) throws -> (header: FrameHeader, fields: [Field]) {
        try read(hex.split(separator: " ").compactMap { UInt8($0, radix: 16) })
    }

    struct Vector: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var hex: String
        var fin = true
        var opcode: Opcode
        var key: UInt32?
        var length: UInt64
        var headerLength: Int
    }

    // RFC 6455 §5.7, "Examples".
    static let vectors = [
        Vector(
            testDescription: "unmasked text \"Hello\"", hex: "81 05 48 65 6c 6c 6f", opcode: .text, length: 5,
            headerLength: 2),
        Vector(
            testDescription: "masked text \"Hello\"", hex: "81 85 37 fa 21 3d 7f 9f 4d 51 58", opcode: .text,
            key: 0x37fa_213d, length: 5, headerLength: 6),
        Vector(
            testDescription: "\"Hel\"", hex: "01 03 48 65 6c", fin: false, opcode: .text, length: 3, headerLength: 2),
        Vector(testDescription: "\"lo\"", hex: "80 02 6c 6f", opcode: .continuation, length: 2, headerLength: 2),
        Vector(
            testDescription: "unmasked Ping", hex: "89 05 48 65 6c 6c 6f", opcode: .ping, length: 5, headerLength: 2),
        Vector(
            testDescription: "masked Pong", hex: "8a 85 37 fa 21 3d 7f 9f 4d 51 58", opcode: .pong, key: 0x37fa_213d,
            length: 5, headerLength: 6),
        Vector(testDescription: "256 bytes", hex: "82 7e 01 00", opcode: .binary, length: 256, headerLength: 4),
        Vector(
            testDescription: "64 KiB", hex: "82 7f 00 00 00 00 00 01 00 00", opcode: .binary, length: 65536,
            headerLength: 10),
        Vector(
            testDescription: "the longest header", hex: "82 ff ff ff ff ff ff ff ff ff 01 02 03 04", opcode: .binary,
            key: 0x0102_0304, length: .max, headerLength: 14),
    ]

    @Test("RFC 6455 §5.7", arguments: vectors)
    func examples(vector: Vector) throws {
        let header = try Self.read(vector.hex).header
        #expect(header.fin == vector.fin)
        #expect(!header.rsv1 && !header.rsv2 && !header.rsv3)
        #expect(header.opcode == vector.opcode)
        #expect(header.masked == (vector.key != nil))
        #expect(header.maskingKey.bits == vector.key ?? 0)
        #expect(header.payloadLength == vector.length)
        #expect(header.headerLength == vector.headerLength)
    }

    @Test("The fields cover every bit once, in order", arguments: vectors)
    func fieldsTile(vector: Vector) throws {
        let (header, fields) = try Self.read(vector.hex)
        var bit = 0
        for field in fields {
            #expect(field.range.lower == bit)
            bit = field.range.upper
        }
        #expect(bit == header.headerLength * 8)
    }

    @Test("Every bit of the first two bytes has one meaning")
    func firstTwoBytes() throws {
        for first in UInt8.min...UInt8.max {
            for second in [0x00, 0x7d, 0x80, 0xfd] as [UInt8] {
                let header = try Self.read([first, second, 1, 2, 3, 4]).header
                #expect(header.fin == (first & 0x80 != 0))
                #expect(header.rsv1 == (first & 0x40 != 0))
                #expect(header.rsv2 == (first & 0x20 != 0))
                #expect(header.rsv3 == (first & 0x10 != 0))
                #expect(header.opcode.rawValue == first & 0x0f)
                #expect(header.masked == (second & 0x80 != 0))
                #expect(header.length7 == second & 0x7f)
            }
        }
    }

    @Test("A header that ends early says in which field and what it lacks", arguments: vectors)
    func truncations(vector: Vector) throws {
        let (header, fields) = try Self.read(vector.hex)
        let bytes = FrameEncoder.header(header)
        for length in 0..<header.headerLength {
            let error = #expect(throws: DecodeError.self) { try Self.read(Array(bytes[..<length])) }
            guard case .needMore(let id, let bit, let missing, .stream)? = error else {
                Issue.record("not needMore: \(String(describing: error))")
                continue
            }
            let field = try #require(fields.first { $0.range.upper > length * 8 })
            #expect(id == field.id)
            #expect(bit == field.range.lower)
            #expect(missing == field.range.bytes.upperBound - length)
        }
    }

    @Test("Encoding and reading are inverse for any header")
    func roundTrip() throws {
        var generator = SplitMix(seed: 0x57)
        for _ in 0..<2000 {
            let bits = generator.next()
            let length7 = [126, 127, UInt8(bits >> 48 & 0x7f)][Int(bits >> 56 % 3)]
            let length: UInt64 =
                switch length7 {
                case 126: generator.next() >> 48
                case 127: generator.next()
                default: UInt64(length7)
                }
            let header = FrameHeader(
                fin: bits & 1 != 0, rsv1: bits & 2 != 0, rsv2: bits & 4 != 0, rsv3: bits & 8 != 0,
                opcode: Opcode(rawValue: UInt8(truncatingIfNeeded: bits >> 4)), length7: length7, payloadLength: length,
                maskingKey: bits & 0x100 != 0 ? MaskingKey(UInt32(truncatingIfNeeded: generator.next())) : nil)
            let bytes = FrameEncoder.header(header)
            #expect(bytes.count == header.headerLength)
            #expect(try Self.read(bytes).header == header)
        }
    }
}
