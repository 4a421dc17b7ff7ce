import TestKit
import Testing
import WebSocket
import Wire

@Suite struct FrameViolationTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var hex: String
        /// Whether the client sent it.
        var client: Bool? = false
        var rsv1Defined = false
        var violations: [FrameViolation]
        /// The bits at fault for each.
        var bits: [BitRange] = []
        /// What stands in each detail.
        var details: [String] = []
        var testDescription: String { "\(hex) \(violations)" }
    }

    static let rows: [Row] = [
        // Nothing wrong.
        Row(hex: "81 05", violations: []), Row(hex: "81 85 01 02 03 04", client: true, violations: []),
        Row(hex: "81 05", client: nil, violations: []), Row(hex: "81 85 01 02 03 04", client: nil, violations: []),
        Row(hex: "00 00", violations: []), Row(hex: "02 7d", violations: []), Row(hex: "82 7e 00 7e", violations: []),
        Row(hex: "82 7e ff ff", violations: []), Row(hex: "82 7f 00 00 00 00 00 01 00 00", violations: []),
        Row(hex: "82 7f 00 00 00 ff ff ff ff ff", violations: []), Row(hex: "88 00", violations: []),
        Row(hex: "8a 7d", violations: []), Row(hex: "c1 05", rsv1Defined: true, violations: []),
        Row(hex: "42 05", rsv1Defined: true, violations: []),
        // Each rule alone.
        Row(
            hex: "81 05", client: true, violations: [.clientUnmasked], bits: [BitRange(lower: 8, count: 1)],
            details: ["whose payload is 5 bytes long"]),
        Row(
            hex: "81 85 01 02 03 04", violations: [.serverMasked], bits: [BitRange(lower: 8, count: 1)],
            details: ["01020304"]),
        Row(hex: "c1 05", violations: [.rsvNonzero], bits: [BitRange(lower: 1, count: 1)], details: ["RSV1 is set"]),
        Row(hex: "a1 05", violations: [.rsvNonzero], bits: [BitRange(lower: 2, count: 1)], details: ["RSV2 is set"]),
        Row(hex: "91 05", violations: [.rsvNonzero], bits: [BitRange(lower: 3, count: 1)], details: ["RSV3 is set"]),
        Row(
            hex: "d1 05", violations: [.rsvNonzero], bits: [BitRange(lower: 1, count: 3)],
            details: ["RSV1 and RSV3 are set"]),
        Row(
            hex: "d1 05", rsv1Defined: true, violations: [.rsvNonzero], bits: [BitRange(lower: 3, count: 1)],
            details: ["RSV3 is set"]),
        Row(hex: "c9 00", violations: [.rsvNonzero], bits: [BitRange(lower: 1, count: 1)], details: ["RSV1 is"]),
        Row(
            hex: "c9 00", rsv1Defined: true, violations: [.rsv1OnControl], bits: [BitRange(lower: 1, count: 1)],
            details: ["ping"]),
        Row(
            hex: "c0 00", rsv1Defined: true, violations: [.rsv1OnContinuation], bits: [BitRange(lower: 1, count: 1)],
            details: ["first frame"]),
        Row(
            hex: "83 00", violations: [.opcodeReserved], bits: [BitRange(lower: 4, count: 4)],
            details: ["0x3, which is reserved for data"]),
        Row(hex: "87 00", violations: [.opcodeReserved], bits: [BitRange(lower: 4, count: 4)], details: ["0x7"]),
        Row(
            hex: "8b 00", violations: [.opcodeReserved], bits: [BitRange(lower: 4, count: 4)],
            details: ["0xB, which is reserved for control"]),
        Row(hex: "8f 00", violations: [.opcodeReserved], bits: [BitRange(lower: 4, count: 4)], details: ["0xF"]),
        Row(
            hex: "82 7e 00 7d", violations: [.lengthNotMinimal], bits: [BitRange(lower: 9, count: 23)],
            details: ["125 is written in 16 bits; it fits the 7 bits"]),
        Row(
            hex: "82 7f 00 00 00 00 00 00 ff ff", violations: [.lengthNotMinimal],
            bits: [BitRange(lower: 9, count: 71)], details: ["65535 is written in 64 bits; it fits 16 bits"]),
        Row(
            hex: "82 7f 00 00 00 00 00 00 00 00", violations: [.lengthNotMinimal],
            bits: [BitRange(lower: 9, count: 71)], details: ["0 is written in 64 bits; it fits the 7 bits"]),
        Row(
            hex: "82 7f 80 00 00 00 00 00 00 00", violations: [.lengthMSBSet], bits: [BitRange(lower: 16, count: 1)],
            details: ["0x8000000000000000"]),
        Row(
            hex: "82 7f 00 00 01 00 00 00 00 00", violations: [.lengthImpossible],
            bits: [BitRange(lower: 9, count: 71)],
            details: ["0x10000000000"]),
        Row(
            hex: "82 7f 7f ff ff ff ff ff ff f0", violations: [.lengthImpossible],
            bits: [BitRange(lower: 9, count: 71)],
            details: ["0x7ffffffffffffff0"]),
        Row(
            hex: "09 00", violations: [.controlFragmented], bits: [BitRange(lower: 0, count: 1)],
            details: ["FIN is 0 on a ping"]),
        Row(
            hex: "88 7e 00 7e", violations: [.controlTooLong], bits: [BitRange(lower: 9, count: 23)],
            details: ["close frame has 126"]),
        Row(
            hex: "81 85 00 00 00 00", client: true, violations: [.maskingKeyZero],
            bits: [BitRange(lower: 16, count: 32)], details: ["00000000"]),
        Row(
            hex: "82 fe 01 00 00 00 00 00", client: true, violations: [.maskingKeyZero],
            bits: [BitRange(lower: 32, count: 32)], details: ["00000000"]),
        // Several at once, in the rulebook's order.
        Row(
            hex: "7b ff 80 00 00 00 00 00 00 00 00 00 00 00", client: false, rsv1Defined: true,
            violations: [
                .serverMasked, .rsvNonzero, .rsv1OnControl, .opcodeReserved, .lengthMSBSet, .controlFragmented,
                .controlTooLong, .maskingKeyZero,
            ]),
        Row(
            hex: "0d 7e 00 05", client: true,
            violations: [.clientUnmasked, .opcodeReserved, .lengthNotMinimal, .controlFragmented]),
    ]

    @Test(arguments: rows) func violations(row: Row) throws {
        let header = try FrameHeaderTests.read(row.hex).header
        let found = header.violations(from: row.client, rsv1Defined: row.rsv1Defined)
        #expect(found.each == row.violations)
        #expect(found.isEmpty == row.violations.isEmpty)
        for (violation, bits) in zip(row.violations, row.bits) {
            #expect(header.bits(of: violation, rsv1Defined: row.rsv1Defined) == bits)
        }
        for (violation, part) in zip(row.violations, row.details) {
            #expect(header.detail(of: violation, rsv1Defined: row.rsv1Defined).contains(part))
        }
    }

    @Test("The table breaks every rule, each once alone")
    func coverage() {
        let alone = Set(Self.rows.filter { $0.violations.count == 1 }.flatMap(\.violations))
        #expect(alone == Set(FrameViolation.allCases))
    }

    @Test("Each option stands for the rule of the same name")
    func options() {
        let pairs: [(FrameViolations, FrameViolation)] = [
            (.clientUnmasked, .clientUnmasked), (.serverMasked, .serverMasked), (.rsvNonzero, .rsvNonzero),
            (.rsv1OnControl, .rsv1OnControl), (.rsv1OnContinuation, .rsv1OnContinuation),
            (.opcodeReserved, .opcodeReserved), (.lengthNotMinimal, .lengthNotMinimal), (.lengthMSBSet, .lengthMSBSet),
            (.controlFragmented, .controlFragmented), (.controlTooLong, .controlTooLong),
            (.maskingKeyZero, .maskingKeyZero), (.lengthImpossible, .lengthImpossible),
        ]
        #expect(pairs.count == FrameViolation.allCases.count)
        for (option, violation) in pairs { #expect(option.each == [violation]) }
    }

    @Test("The bits at fault lie inside the header, for any header and rule")
    func bitsInside() throws {
        var generator = SplitMix(seed: 7)
        for _ in 0..<2000 {
            let bytes = (0..<14).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            let header = try FrameHeaderTests.read(bytes).header
            for violation in header.violations(from: generator.next() & 1 == 0, rsv1Defined: false).each {
                #expect(header.bits(of: violation).upper <= header.headerLength * 8)
                #expect(header.detail(of: violation).hasSuffix("."))
            }
        }
    }
}
