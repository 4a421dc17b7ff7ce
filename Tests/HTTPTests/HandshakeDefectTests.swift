import HTTP
import Testing

@Suite struct HandshakeDefectTests {
    @Test("The names are the rulebook's: lower case, one dot, hyphens", arguments: HandshakeDefect.Rule.allCases)
    func names(rule: HandshakeDefect.Rule) {
        #expect(rule.rawValue.wholeMatch(of: /handshake\.[a-z0-9]+(-[a-z0-9]+)*/) != nil)
    }
}
