import Course
import Query
import Testing

@Suite struct CheckerTests {
    private func verdict(_ exercise: String, _ answer: String) throws -> Verdict {
        let lesson = try lesson("```ws101 \(exercise)\n```")
        let scope = try lesson.scope(over: [try sample("hello")])
        return try Checker(try #require(lesson.exercises.first), scope: scope).check(answer)
    }

    private func expect(_ exercise: String, _ answer: String, isRight: Bool, says words: String) throws {
        let verdict = try verdict(exercise, answer)
        let said = verdict.text
        #expect(verdict.isRight == isRight, "\(answer): \(said)")
        #expect(said.contains(words), "\(answer): \(said)")
    }

    @Test(arguments: [
        ("6", true, "six, that is 6"), ("0x6", true, ""), ("6 bytes", true, ""), ("0b110", true, ""),
        ("", false, "empty"),
        ("   ", false, "empty"), ("six", false, "isn't a whole number"), ("2", false, "the server's"),
        ("5", false, "One too few"),
        ("7", false, "One too many"), ("60", false, "Too much: 60"), ("50", false, "Too much: 50"),
        ("110", false, "binary"),
        (String(repeating: "9", count: 5000), false, "too long"),
    ])
    func numbers(answer: String, isRight: Bool, words: String) throws {
        try expect(
            """
            number
            id: t.a
            ask: How many?
            answer: hello.headerLength
            unit: bytes
            hints: [one, two]
            explain: six, that is {{hello.headerLength}}
            replies:
              - answer: echo.headerLength
                say: the server's
              - when: answer >= 20 and answer < 100
                say: "Too much: {{answer}}"
            """, answer, isRight: isRight, says: words)
    }

    @Test func numberInHexWithoutPrefix() throws {
        try expect(
            "number\nid: t.a\nask: How many?\nanswer: hello.size\nhints: [a, b]", "b", isRight: false,
            says: "isn't a whole number"
        )
        try expect(
            "number\nid: t.a\nask: How many?\nanswer: hello.size + echo.size\nhints: [a, b]", "12", isRight: false,
            says: "write 0x12")
    }

    // 11 bytes, asked for as seconds.
    @Test(arguments: [
        ("11 s", true, ""), ("offset 11", true, ""), ("11.", true, ""), ("about 11", false, "isn't a whole number"),
        ("1,1", false, "isn't a whole number"), ("11.00", true, ""),
        ("11s", true, ""), ("11.0", true, ""), ("11 sec", true, ""), ("11 seconds", true, ""),
        ("10.98", false, "Round it to a whole number"), ("10.2", false, "isn't a whole number"),
        ("11000 ms", false, "in seconds"), ("2^3", false, "Write the number out"),
    ])
    func secondsAreWrittenInMoreThanOneWay(answer: String, isRight: Bool, words: String) throws {
        try expect(
            "number\nid: t.a\nask: How long?\nanswer: hello.size\nunit: seconds\nhints: [a, b]", answer,
            isRight: isRight, says: words)
    }

    // The frames of the recording have 11 and 7 bytes: the answer is 0x12a.
    @Test(arguments: [
        ("01 2a", "write 0x12a"), ("12a", "write 0x12a"), ("01 2b", "reads as hex"), ("2a x", "isn't a whole number"),
        ("a", "isn't a whole number"), ("ffffffffffffffffff", "isn't a whole number"),
    ])
    func numberAsBytes(answer: String, words: String) throws {
        try expect(
            "number\nid: t.a\nask: How many?\nanswer: (hello.size + echo.size) * 16 + 10\nhints: [a, b]", answer,
            isRight: false, says: words)
    }

    @Test(arguments: [
        ("c7 70 8e 6e", false), ("48 65 6c 6c 6f", true), ("48656C6C6F", true), ("0x48,0x65,0x6c,0x6c,0x6f", true),
        ("", false), ("4", false), ("hello", false),
    ])
    func bytes(answer: String, isRight: Bool) throws {
        try expect(
            "bytes\nid: t.a\nask: Which?\nanswer: hello.payload\nhints: [a, b]", answer, isRight: isRight, says: "")
    }

    @Test(arguments: [
        ("6f 6c 6c 65 48", "wrong order"), ("48 65", "answer has 5 bytes"),
        ("48 65 6c 6c 6e", "first 4 bytes are right"),
        ("486", "a digit is left over"), ("xyz", "pairs of hex digits"),
    ])
    func mistakesWithBytes(answer: String, words: String) throws {
        try expect(
            "bytes\nid: t.a\nask: Which?\nanswer: hello.payload\nhints: [a, b]", answer, isRight: false, says: words)
    }

    @Test(arguments: [("Hello", true), ("hello", true), (" \"HELLO\" ", true), ("Hallo", false)])
    func texts(answer: String, isRight: Bool) throws {
        try expect("text\nid: t.a\nask: Which?\nanswer: hello.text\nhints: [a, b]", answer, isRight: isRight, says: "")
    }

    @Test func exactTexts() throws {
        let exercise = "text\nid: t.a\nask: Which?\nanswer: hello.text\nexact: true\nhints: [a, b]"
        try expect(exercise, "Hello", isRight: true, says: "")
        try expect(exercise, "hello", isRight: false, says: "small letters")
    }

    @Test(arguments: [
        ("a", false, "not this"), ("b", true, ""), ("B)", true, ""), ("c", false, "Type the letter"),
        ("", false, "empty"),
    ])
    func choices(answer: String, isRight: Bool, words: String) throws {
        try expect(
            """
            choice
            id: t.a
            ask: Which?
            options:
              - { text: one, when: not hello.masked, reply: not this }
              - { text: two, when: hello.masked }
            hints: [a, b]
            """, answer, isRight: isRight, says: words)
    }

    private static let build = """
        build
        id: t.a
        ask: Make one.
        from: client
        that: opcodeName == 'text' and text == 'Hi' and violations.count == 0
        example: encode(1, 'Hi', hello.maskingKey)
        hints: [a, b]
        replies:
          - when: not masked
            say: "forgot the masking key of {{payloadLength}} bytes"
        """

    @Test(arguments: [
        ("81 82 01 02 03 04 49 6b", true, ""), ("81 82 ff ff ff ff b7 96", true, ""),
        ("81 02 48 69", false, "forgot the masking key of 2 bytes"),
        ("81 82 01 02 03 04 49", false, "announces 2 bytes"),
        ("81 82 01 02 03 04 49 6b 00", false, "and 3 follow"), ("81", false, "end inside the header"),
        ("81 82 01 02", false, "Masking key needs 2 more bytes"),
        ("91 82 01 02 03 04 49 6b", false, "That frame breaks a rule: "),
        ("81 82 00 00 00 00 48 69", false, "That frame breaks a rule: "), ("81 81 01 02 03 04 fe", false, "Not that"),
        ("81 ff 80 00 00 00 00 00 00 00 01 02 03 04", false, "announces 9223372036854775808"),
        ("8", false, "left over"),
    ])
    func frames(answer: String, isRight: Bool, words: String) throws {
        try expect(Self.build, answer, isRight: isRight, says: words)
    }

    @Test(arguments: [
        ("8", true, ""), ("bit 8", true, ""), ("byte 1 bit 0", true, ""), ("1", false, "Bit 1 belongs to RSV1"),
        ("1", false, "That frame breaks a rule: "), ("0", false, "Bit 0 belongs to FIN."),
        ("byte 0", false, "Type the number of the bit"),
        ("7", false, "flipped, it makes the opcode 0, continuation"), ("50", false, "Payload data"),
        ("88", false, "no bit 88"), ("-1", false, "Type the number of the bit"),
        ("x", false, "Type the number of the bit"), ("99999999999", false, "no bit"),
    ])
    func bits(answer: String, isRight: Bool, words: String) throws {
        try expect(
            "flip\nid: t.a\nask: Which?\nframe: hello\nuntil: breaks('frame.client-unmasked')\nhints: [a, b]", answer,
            isRight: isRight, says: words)
    }

    @Test(arguments: [
        ("2", true, ""), ("frame 2", true, ""), ("1.2", true, ""), ("#2", true, ""), ("session 1, frame 2", true, ""),
        ("[2J", false, "number of a frame"), ("frame 2 of session 1", true, ""),
        ("99999999999999999999.2", false, "number of a frame"), ("f2", false, "number of a frame"),
        ("1", false, "the client sent it"),
        ("9", false, "no frame 9"),
        ("x", false, "number of a frame"), ("2.1", false, "no session 2"), ("1 2 3", false, "number of a frame"),
    ])
    func findings(answer: String, isRight: Bool, words: String) throws {
        try expect(
            """
            find
            id: t.a
            ask: Which?
            answer: text frames from the server
            hints: [a, b]
            replies:
              - { when: from == 'client', say: the client sent it }
            """, answer, isRight: isRight, says: words)
    }

    @Test func findNeedsTheSessionWhereThereAreSeveral() throws {
        let lesson = try lesson(
            "```ws101 find\nid: t.a\nask: Which?\nanswer: frames with violation frame.client-unmasked\nhints: [a, b]\n```"
        )
        let scope = Scope(recording: try sample("masking"))
        let checker = Checker(try #require(lesson.exercises.first), scope: scope)
        #expect(try checker.check("2.1").isRight)
        #expect(try checker.check("session 2, frame 1").isRight)
        #expect(try !checker.check("3.1").isRight)
        #expect(try checker.check("1").text.contains("session's number and a dot before it"))
    }

    @Test(arguments: [
        ("2 1", true, ""), ("21", true, ""), ("1 2", false, "Another one comes first"),
        ("2", false, "each of the numbers"),
        ("2 2", false, "each of the numbers"), ("b a", false, "each of the numbers"),
    ])
    func orders(answer: String, isRight: Bool, words: String) throws {
        let words = words.replacing("each of the", with: "Type each of the")
        try expect(
            """
            order
            id: t.a
            ask: Which?
            things:
              - { text: the answer, at: "echo.packets[0]" }
              - { text: the question, at: "hello.packets[0]" }
            hints: [a, b]
            """, answer, isRight: isRight, says: words)
    }
    @Test(arguments: [
        ("1 2 3", true, ""), ("1 3 2", false, "The first one is in place. Another one comes next."),
        ("3 2 1", false, "Another one comes first"),
    ])
    func ordersSayHowFarTheyAreRight(answer: String, isRight: Bool, words: String) throws {
        try expect(
            """
            order
            id: t.a
            ask: In which order?
            things:
              - { text: small, at: 1 + 0 * hello.size }
              - { text: middle, at: echo.size }
              - { text: great, at: hello.size }
            hints: [a, b]
            """, answer, isRight: isRight, says: words)
    }

    @Test func exactTextsMayStandInQuotationMarks() throws {
        let exercise = "text\nid: t.a\nask: What?\nanswer: hello.text\nexact: true\nhints: [a, b]"
        for answer in ["Hello", "\"Hello\"", "'Hello'", "`Hello`", "“Hello”"] {
            try expect(exercise, answer, isRight: true, says: "")
        }
        try expect(exercise, "\"hello\"", isRight: false, says: "capital and small letters")
    }

    @Test(arguments: [
        // The handshake's three packets of TCP have no data.
        ("1", "Packet 1 is the client's SYN: it carries no data."), ("3", "Packet 3 is the client's bare ACK"),
        ("99", "There is no packet 99 in this recording: they go from 4 to"),
    ])
    func saysWhatAPacketWithoutDataIs(answer: String, words: String) throws {
        try expect(
            "find\nid: t.a\nask: Which?\nanswer: first segment from the server\nhints: [a, b]", answer, isRight: false,
            says: words)
    }

    @Test func examplesAreNotTheAnswer() throws {
        let number = "number\nid: t.a\nask: What?\nanswer: 42\nhints: [a, b]"
        #expect(try !verdict(number, "x").text.contains("42"))
        #expect(try verdict(number.replacing("42", with: "5"), "x").text.contains("42"))
    }

    @Test(arguments: [
        ("Yes, six.", ""), ("Right: six.", ""), ("Six of them.", "Right."), ("", "Right."), ("Rightly so.", "Right."),
    ])
    func theVerdictIsSaidOnce(explanation: String, opening: String) throws {
        let verdict = Verdict.right([.text(explanation)])
        #expect(verdict.opening() == opening)
    }
}
