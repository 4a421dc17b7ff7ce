import Testing
import Wire

struct DigitsTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (1_150_000, "1,150,000"), (-1234, "-1,234"), (-999, "-999"),
        (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func groupsThousands(value: Int, text: String) { #expect(Digits.grouped(value) == text) }
}
