import Diagram
import Testing

@Suite struct PrintableTests {
    @Test(
        "What a terminal would obey, and what hides or reorders, is escaped",
        arguments: [
            ("plain", "plain"), ("Zoë 漢字 🎉", "Zoë 漢字 🎉"), ("a\nb\r\tc", #"a\nb\r\tc"#),
            // A backslash stays one, and what is escaped beside it can be told from it.
            (#"\Device\NPF_Loopback"#, #"\Device\NPF_Loopback"#), (#"C:\new\table"#, #"C:\new\table"#),
            (#"{"a":"x\ny\\z\u00e9"}"#, #"{"a":"x\ny\\z\u00e9"}"#), ("\\n\n\r\t\u{1b}", #"\n\u{a}\u{d}\u{9}\u{1b}"#),
            ("\u{1b}[31mred", #"\x1b[31mred"#), ("\u{0}\u{7}\u{7f}", #"\x00\x07\x7f"#), ("\u{9b}31m", #"\u{9b}31m"#),
            ("a\u{202e}b\u{2066}c", #"a\u{202e}b\u{2066}c"#), ("\u{200b}\u{feff}\u{ad}", #"\u{200b}\u{feff}\u{ad}"#),
            ("a\u{2028}b\u{a0}c", #"a\u{2028}b\u{a0}c"#), ("\u{e000}\u{fffff}", #"\u{e000}\u{fffff}"#),
            ("\u{e0041}", #"\u{e0041}"#), ("e\u{301}", "e\u{301}"), ("\u{301}e", "\\u{301}e"),
            ("a\u{301}\u{301}\u{301}\u{301}", "a\u{301}\u{301}\u{301}\\u{301}"), ("\n\u{301}", #"\n\u{301}"#),
        ])
    func escapes(text: String, expected: String) {
        #expect(Array(Printable.escaped(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(
        "Bytes that are not UTF-8 are shown as bytes",
        arguments: [
            ([0xff], #"\xff"#), ([0xc3], #"\xc3"#), ([0xc3, 0x28], #"\xc3("#), ([0xc0, 0x80], #"\xc0\x80"#),
            ([0xe0, 0x80, 0x80], #"\xe0\x80\x80"#), ([0xed, 0xa0, 0x80], #"\xed\xa0\x80"#),
            ([0xf4, 0x90, 0x80, 0x80], #"\xf4\x90\x80\x80"#), ([0xf0, 0x82, 0x82, 0xac], #"\xf0\x82\x82\xac"#),
            ([0xc3, 0xab], "ë"), ([0xf0, 0x9f, 0x8e, 0x89], "🎉"), ([0x80, 0x41], #"\x80A"#),
        ] as [([UInt8], String)])
    func invalid(bytes: [UInt8], expected: String) { #expect(Printable.escaped(bytes: bytes) == expected) }

    @Test("Only ASCII is left where only ASCII is wanted")
    func ascii() {
        #expect(Printable.escaped("Zoë 🎉", ascii: true) == #"Zo\u{eb} \u{1f389}"#)
    }

    @Test("Every two bytes come out printable, and as different texts")
    func pairs() {
        // As bytes: Swift takes canonically equivalent texts for equal.
        var seen: Set<[UInt8]> = []
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let text = Printable.escaped(bytes: [first, second])
                #expect(isSafe(text), "\(first) \(second)")
                seen.insert(Array(text.utf8))
            }
        }
        #expect(seen.count == 65536)
    }

    @Test("Characters of every block come out printable")
    func scalars() {
        let values = Array(UInt32(0)...0xffff) + Array(stride(from: UInt32(0x10000), through: 0x10ffff, by: 61))
        for value in values + Array(0xe0000...0xe01ff) {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned else { continue }
            let text = Printable.escaped("x" + String(scalar))
            if !isSafe(text) { Issue.record("U+\(String(value, radix: 16))") }
        }
    }

    @Test(
        "Sentences of our own keep their backslashes and get plain forms in ASCII",
        arguments: [
            ("a \\ b", false, "a \\ b"), ("\"\\n\n\"", false, #""\n\u{a}""#),
            ("bits 4–7 · §5.2 …", false, "bits 4–7 · §5.2 …"),
            ("bits 4–7 · §5.2 …", true, "bits 4-7 - section\u{a0}5.2 ..."), ("97 µs", true, "97 us"),
            ("“ë”\u{1b}", true, #""\u{eb}"\x1b"#),
            ("RFC\u{a0}6455\u{202e}", false, "RFC\u{a0}6455\\u{202e}"),
        ])
    func sentences(text: String, ascii: Bool, expected: String) {
        #expect(Printable.sentence(text, ascii: ascii) == expected)
    }

    @Test("No markup survives in XML")
    func xml() {
        #expect(
            Printable.xml("<a href='x\"y'>&amp;\u{1}\u{fffe}")
                == "&lt;a href=&#39;x&quot;y&#39;&gt;&amp;amp;\\x01\\u{fffe}")
    }
}

/// Whether no character of `text` is a control, invisible, or able to reorder others.
func isSafe(_ text: String, newlines: Bool = false) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
        if scalar == "\n" { return newlines }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return false
        default: return !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
