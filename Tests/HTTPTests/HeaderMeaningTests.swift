import HTTP
import Testing

@Suite struct HeaderMeaningTests {
    @Test(
        "Names are found in any case, a header of its own before its family",
        arguments: [
            ("host", "Host"), ("SEC-WEBSOCKET-KEY", "Sec-WebSocket-Key"), ("x-forwarded-for", "X-Forwarded-For"),
            ("x-forwarded-port", "X-Forwarded-*"), ("sec-fetch-mode", "Sec-Fetch-*"), ("Sec-CH-UA", "Sec-CH-*"),
        ])
    func lookup(name: String, row: String) {
        #expect(HeaderMeaning.of(name)?.name == row)
    }

    @Test(arguments: ["", "X-Custom", "Sec", "Sec-WebSocket-Keys", "X-Forwarded"])
    func unknown(name: String) {
        #expect(HeaderMeaning.of(name) == nil)
    }

    @Test("Rows are complete: one name each, sentences that end, a source", arguments: HeaderMeaning.all)
    func rows(row: HeaderMeaning) {
        #expect(HeaderMeaning.all.filter { $0.name.lowercased() == row.name.lowercased() }.count == 1)
        #expect(row.meaning.hasSuffix("."))
        #expect(!row.purpose.hasSuffix(".") && row.purpose.first?.isLowercase == true)
        #expect(row.source.contains("RFC") || row.source.hasPrefix("W3C"))
    }

    @Test("The headers without which RFC 6455 §4 lets no handshake pass")
    func required() {
        #expect(
            Set(HeaderMeaning.all.filter { $0.role == .required }.map(\.name)) == [
                "Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Accept", "Sec-WebSocket-Version",
            ])
    }
}
