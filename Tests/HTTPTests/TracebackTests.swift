import Testing

@testable import HTTP

@Suite struct TracebackTests {
    @Test func keepsTheFirstLineAndTheException() {
        let text = "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\nKeyError: 'id'\n"
        #expect(text.tracebackGist == "Traceback (most recent call last): … KeyError: 'id'")
    }

    /// Of an exception while another one was handled, the last one counts.
    @Test func takesTheLastOfAChain() {
        let first = "Traceback (most recent call last):\r\n  File \"a.py\"\r\nKeyError: 1\r\n\r\n"
        let between = "During handling of the above exception, another exception occurred:\r\n\r\n"
        let text = first + between + first + "ValueError"
        #expect(text.tracebackGist?.hasSuffix("… ValueError") == true)
    }

    @Test(arguments: [
        "", "Traceback (most recent call last):", "Traceback (most recent call last):\n  File \"a.py\", line 1",
        "java.lang.NullPointerException: x\n\tat a.b(C.java:1)", "not found\nKeyError: 1",
    ]) func leavesOtherTextAlone(text: String) {
        #expect(text.tracebackGist == nil)
    }
}
