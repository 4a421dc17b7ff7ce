import Testing

@testable import ws101

/// What the environment and the command line say that can't be.
@Suite struct EnvironmentTests {
    @Test func aThemeThatIsNoneIsSaid() throws {
        #expect(
            ScreenOptions.remark(on: ["WS101_THEME": "drak"])?.contains("'drak', which is none of auto, dark, light")
                == true)
        for fine in ["dark", "LIGHT", "auto", ""] { #expect(ScreenOptions.remark(on: ["WS101_THEME": fine]) == nil) }
        #expect(ScreenOptions.remark(on: [:]) == nil)
        let result = try Program.run(["explain", "1006"], environment: ["WS101_THEME": "drak\u{1b}[31m"])
        #expect(result.status == 0 && result.error.contains("drak") && !result.error.contains("\u{1b}"))
    }

    /// Drawings as wide as that would not fit in memory.
    @Test(arguments: ["-1", "0", "99999999999", "9223372036854775807", "x", ""])
    func columnsThatCannotBe(columns: String) throws {
        let result = try Program.run(["frame", "81 02 68 69"], environment: ["COLUMNS": columns])
        #expect(result.status == 0 && result.output.contains("FIN"))
    }

    @Test func aWordWithoutEndIsCut() {
        #expect(Console.shortened("one two") == "one two")
        let long = Console.shortened("there is no '\(String(repeating: "a", count: 9000))z'")
        #expect(long.count < 400 && long.hasPrefix("there is no 'aaa") && long.hasSuffix("az'"))
        let words = String(repeating: "word ", count: 1000)
        #expect(Console.shortened(words[...]) == words)
    }
}
