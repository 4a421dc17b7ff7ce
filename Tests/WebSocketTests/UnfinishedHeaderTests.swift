import Testing
import WebSocket
import Wire

/// The beginning of a header, from whom, and what is certain of it.
private typealias Beginning = (bytes: [UInt8], client: Bool?, found: FrameViolations)

private let beginnings: [Beginning] = [
    ([0x8f], true, .opcodeReserved), ([0x83], nil, .opcodeReserved), ([0x09], false, .controlFragmented),
    ([0xc1], true, .rsvNonzero), ([0xbb], true, [.rsvNonzero, .opcodeReserved]), ([0x81], true, []), ([0x89], true, []),
    ([0x81, 0x05], true, .clientUnmasked), ([0x81, 0x85], false, .serverMasked), ([0x81, 0x85], nil, []),
    ([0x89, 0x7e], false, .controlTooLong), ([0x89, 0xff], true, .controlTooLong), ([0x81, 0x7e], false, []),
    ([0x81, 0x7e, 0x00], false, []), ([0x81, 0x7f, 0x80], false, .lengthMSBSet), ([0x81, 0x7f], false, []),
    ([0x81, 0x7f, 0x01, 0x00], false, []), ([0x81, 0x7f, 0x00, 0x00, 0x01], false, .lengthImpossible),
    ([0x81, 0x7f, 0x7f, 0xff, 0xff], false, .lengthImpossible), ([0x81, 0x7f, 0, 0, 0], false, []),
    ([0x81, 0x7f, 0, 0, 0, 0, 0, 0], false, .lengthNotMinimal), ([0x81, 0x7f, 0, 0, 0, 0, 0], false, []),
    ([0x81, 0xfe, 0x00, 0x05], true, .lengthNotMinimal), ([0x81, 0x85, 0, 0, 0], true, []),
]

@Suite struct UnfinishedHeaderTests {
    @Test(arguments: beginnings) fileprivate func whatIsCertain(beginning: Beginning) {
        let found = FrameHeader.violations(
            inFirst: beginning.bytes.rawSpan, from: beginning.client, rsv1Defined: false)
        #expect(found == beginning.found)
        for violation in found.each {
            let detail = FrameHeader.detail(of: violation, inFirst: beginning.bytes.rawSpan, rsv1Defined: false)
            #expect(detail.hasSuffix("."))
        }
    }

    /// What the beginning breaks, every header with that beginning breaks.
    @Test(arguments: [true, false]) func holdsWhateverFollows(client: Bool) throws {
        for first in UInt8.min...UInt8.max {
            for second in [0x00, 0x05, 0x7d, 0x7e, 0x7f, 0x80, 0x85, 0xfd, 0xfe, 0xff] as [UInt8] {
                let whole: [UInt8] = [first, second, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4]
                var reader = FieldReader(whole.rawSpan, sink: NoFields(), limitedBy: .stream)
                let all = try FrameHeader(reading: &reader).violations(from: client, rsv1Defined: false)
                for count in 1...whole.count {
                    let found = FrameHeader.violations(
                        inFirst: whole.rawSpan.extracting(first: count), from: client, rsv1Defined: false)
                    // An extended length that a shorter form carries is told as one, and not as too long.
                    #expect(found.subtracting(.controlTooLong).isSubset(of: all))
                }
            }
        }
    }
}
