import Terminal
import Testing

@testable import ws101

@Suite struct KeyboardTests {
    @Test(arguments: [
        (" ", Key.character(" ")), ("\r", .enter), ("\n", .enter), ("\u{1b}[A", .up), ("\u{1b}OA", .up),
        ("\u{1b}[5~", .pageUp), ("/", .character("/")), ("mm", .character("m")), ("\u{1b}", nil), ("\u{1b}[B", nil),
        ("\u{1b}[", nil), ("", nil), ("ü", nil), ("\u{3}", nil),
    ])
    func readsKeys(bytes: String, key: Key?) {
        #expect(Keyboard.key(of: Array(bytes.utf8)[...]) == key)
    }
}
