import Testing

@testable import Dissection

@Suite struct RuleAdviceTests {
    /// Each rule for which a receiver fails the connection says what its sender has to change, and no two say the same.
    @Test func everyViolationHasAdvice() {
        // Their causes have remedies of their own.
        let elsewhere: Set<Rule> = [.frameStrayBytes, .messageCompressedUnsettled]
        let rules = Rule.allCases.filter { $0.mustFailWith != nil && !elsewhere.contains($0) }
        for rule in rules {
            #expect(rule.senderAdvice?.hasSuffix(".") == true, "\(rule.rawValue)")
        }
        #expect(Rule.frameLengthByteOrder.senderAdvice != nil && Rule.frameLengthImpossible.senderAdvice != nil)
        // The two rules about codes that must not be sent, and those about lengths that can't be, share theirs.
        #expect(Set(rules.compactMap(\.senderAdvice)).count == rules.count - 1)
    }
}
