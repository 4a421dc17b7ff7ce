import Testing

@testable import ws101

@Suite struct KeyboardTests {
    @Test(arguments: [
        (" ", Keyboard.Request.scroll), ("\r", .scroll), ("\u{1b}[A", .scroll), ("\u{1b}OA", .scroll),
        ("\u{1b}[5~", .scroll), ("/", .filter), ("m", .mark), ("s", .save), ("?", .help), ("h", .help), ("q", .quit),
        ("x", nil), ("\u{1b}", nil), ("\u{1b}[B", nil), ("\u{1b}[", nil), ("", nil), ("ü", nil),
    ])
    func keysAskForThings(bytes: String, request: Keyboard.Request?) {
        #expect(Keyboard.request(Array(bytes.utf8)[...]) == request)
    }
}
