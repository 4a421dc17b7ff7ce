import Testing

@Suite struct PracticeCommandTests {
    private func practise(_ arguments: String) throws -> Program.Result {
        try Program.shell("exec \"$WS101\" learn --practice \(arguments)")
    }

    @Test func printsAWorksheetWithoutATerminal() throws {
        let sheet = try practise("--seed 4 --count 3 --width 80")
        #expect(sheet.status == 0 && sheet.error.isEmpty)
        #expect(sheet.output.contains("Question 3, level 1") && !sheet.output.contains("Question 4"))
        #expect(sheet.output.contains("Answers"))
        #expect(try practise("--seed 4 --count 3 --width 80").output == sheet.output)
    }

    @Test func withoutASeedEachIsAnother() throws {
        #expect(try practise("--count 20").output != practise("--count 20").output)
    }

    @Test(arguments: [
        ("--level 6", "--level is a number from 1 to 5"), ("--count 0", "--count is a number from 1 to 1000"),
        ("3", "--practice is of no lesson"), ("--seed x", "seed"),
    ])
    func saysWhatIsWrong(arguments: String, words: String) throws {
        let result = try practise(arguments)
        #expect(result.status == 64 && result.error.contains(words), "\(result.error)")
    }

    @Test func itsOptionsNeedIt() throws {
        let result = try Program.shell("exec \"$WS101\" learn --seed 3")
        #expect(result.status == 64 && result.error.contains("belong to --practice"))
    }
}
