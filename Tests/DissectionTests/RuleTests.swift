import Dissection
import Testing

@Suite struct RuleTests {
    @Test(arguments: Rule.allCases) func identifierNamesItsGroup(rule: Rule) {
        let groups = ["handshake", "frame", "message", "close", "connection", "ping", "pong", "peer", "stream", "tls"]
        #expect(groups.contains { rule.rawValue.hasPrefix($0 + ".") })
    }

    @Test(arguments: Rule.allCases) func onlyErrorsMustFailTheConnection(rule: Rule) {
        if rule.mustFailWith != nil { #expect(rule.severity == .error) }
    }

    @Test(arguments: Rule.allCases) func errorsNameTheirSource(rule: Rule) {
        if rule.severity == .error { #expect(rule.rfc != nil) }
    }

    static let codes: [(Rule, Int?)] = [
        (.frameClientUnmasked, 1002), (.messageInvalidUtf8, 1007), (.closeReasonInvalidUtf8, 1007),
        (.closePayloadOneByte, 1002), (.frameAfterClose, nil), (.closeCodeReserved, 1002), (.frameMaskingKeyZero, nil),
    ]

    @Test(arguments: codes) func closeCode(rule: Rule, code: Int?) {
        #expect(rule.mustFailWith == code)
    }
}
