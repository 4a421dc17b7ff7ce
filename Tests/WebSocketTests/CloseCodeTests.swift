import Testing
import WebSocket

@Suite struct CloseCodeTests {
    @Test(
        "RFC 6455 §7.4 and the registry: what may stand in a Close",
        arguments: [
            (0...999, .invalid), (1000...1003, .valid), (1004...1006, .reserved), (1007...1014, .valid),
            (1015...1015, .reserved), (1016...2999, .invalid), (3000...3000, .valid), (3001...3002, .unregistered),
            (3003...3003, .valid), (3004...3007, .unregistered), (3008...3008, .valid), (3009...3999, .unregistered),
            (4000...4999, .valid), (5000...65535, .invalid),
        ] as [(ClosedRange<UInt16>, CloseCode.Verdict)])
    func verdicts(codes: ClosedRange<UInt16>, verdict: CloseCode.Verdict) {
        let others = codes.filter { CloseCode(rawValue: $0).verdict != verdict }
        #expect(others.isEmpty)
        let sendable = verdict == .valid || verdict == .unregistered
        #expect(codes.allSatisfy { CloseCode(rawValue: $0).mayBeSent == sendable })
    }

    @Test(
        "RFC 6455 §7.4.2: the ranges",
        arguments: [
            (0, .unused), (999, .unused), (1000, .protocol), (2999, .protocol), (3000, .registered),
            (3999, .registered), (4000, .private), (4999, .private), (5000, .outside), (65535, .outside),
        ] as [(UInt16, CloseCode.Class)])
    func classes(code: UInt16, range: CloseCode.Class) {
        #expect(CloseCode(rawValue: code).class == range)
    }

    @Test(
        "Script may send 1000 and 3000–4999 only",
        arguments: [
            (999, false), (1000, true), (1001, false), (2999, false), (3000, true), (4999, true), (5000, false),
        ]
            as [(UInt16, Bool)])
    func script(code: UInt16, may: Bool) {
        #expect(CloseCode(rawValue: code).mayBeSentByScript == may)
    }

    @Test func names() {
        #expect(CloseCode.named.map(\.rawValue) == Array(1000...1015) + [3000, 3003, 3008])
        #expect(CloseCode(rawValue: 1000).name == "Normal Closure")
        #expect(CloseCode(rawValue: 1006).name == "Abnormal Closure")
        #expect(CloseCode(rawValue: 3003).name == "Forbidden")
        #expect(CloseCode(rawValue: 4000).name == nil)
        #expect(CloseCode(rawValue: 4000).cause == nil)
    }

    @Test("Every code has a sentence and a source", arguments: [0, 1000, 1006, 1013, 1016, 3000, 3001, 4000, 5000])
    func sentences(code: UInt16) {
        let code = CloseCode(rawValue: code)
        #expect(code.meaning.hasSuffix("."))
        #expect(code.cause?.hasSuffix(".") ?? true)
        #expect(code.source.hasPrefix("RFC 6455") || code.source.hasPrefix("IANA"))
    }
}
