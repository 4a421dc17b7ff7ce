import HTTP
import Testing

@Suite struct StatusAdviceTests {
    @Test(
        "Every status that a refusal usually has gets advice of its own",
        arguments: [200, 301, 302, 400, 401, 403, 404, 405, 407, 426, 429, 431, 500, 502, 503, 504])
    func own(status: Int) {
        let advice = StatusAdvice(status: status)
        let rest = StatusAdvice(status: status / 100 * 100 + 99)
        #expect(advice.meaning != rest.meaning)
    }

    @Test("All statuses have sentences", arguments: [100, 199, 200, 299, 300, 308, 399, 404, 499, 500, 599, 600, 999])
    func sentences(status: Int) {
        let advice = StatusAdvice(status: status)
        #expect(advice.meaning.hasSuffix(".") && advice.meaning.first?.isLowercase == true)
        #expect(advice.remedy.hasSuffix(".") && advice.remedy.first?.isUppercase == true)
        #expect(advice.isClientsFault == (400..<500).contains(status))
    }
}
