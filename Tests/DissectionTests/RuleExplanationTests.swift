import Testing

@testable import Dissection

@Suite struct RuleExplanationTests {
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

    /// Each rule says why it exists, who is blamed and what to do, in sentences that are its own.
    @Test(arguments: Rule.allCases) func everyRuleIsExplained(rule: Rule) {
        let explanation = rule.explanation
        #expect(explanation.why.first?.isUppercase == true || explanation.why.first?.isNumber == true)
        #expect(explanation.why.hasSuffix(".") && explanation.whatToDo.hasSuffix("."))
        #expect(
            !explanation.blamed.isEmpty && explanation.blamed.first?.isLowercase == true
                && !explanation.blamed.hasSuffix("."))
        #expect(!explanation.why.contains("  ") && !explanation.whatToDo.contains("  "))
    }

    @Test func noTwoRulesHaveTheSameReason() {
        #expect(Set(Rule.allCases.map(\.explanation.why)).count == Rule.allCases.count)
    }
}
