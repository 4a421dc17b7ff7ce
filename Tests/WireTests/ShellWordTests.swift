import Testing
import Wire

struct ShellWordTests {
    @Test(arguments: [
        ("chat.pcapng", "chat.pcapng"), ("/tmp/a b", "'/tmp/a b'"), ("it's", #"'it'\''s'"#), ("", "''"),
        ("$(x)", "'$(x)'"), ("~x", "'~x'"),
    ])
    func quotes(word: String, text: String) { #expect(ShellWord.quoted(word) == text) }
}
