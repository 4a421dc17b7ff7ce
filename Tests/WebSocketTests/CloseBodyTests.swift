import Testing
import WebSocket

@Suite struct CloseBodyTests {
    @Test(
        "RFC 6455 §5.5.1: payloads and what they hold",
        arguments: [
            ([], nil, ""), ([0x03, 0xe8], 1000, ""), ([0x03, 0xe8, 0x62, 0x79, 0x65], 1000, "bye"),
            ([0xff, 0xff], 65535, ""), ([0, 0], 0, ""),
        ] as [([UInt8], UInt16?, String)])
    func bodies(payload: [UInt8], code: UInt16?, reason: String) throws {
        let body = try #require(CloseBody(payload: payload))
        #expect(body.code == code)
        #expect(body.reasonText == reason)
        #expect(body.payload == payload)
        #expect(body.closeCode?.rawValue == code)
        #expect(body.invalidReasonOffset == nil)
    }

    @Test func oneByte() {
        #expect(CloseBody(payload: [0x03]) == nil)
    }

    @Test(
        "Where a reason stops being UTF-8",
        arguments: [([0x61, 0xff, 0x61], 1), ([0x61, 0xed, 0xa0, 0x80], 2), ([0x61, 0xe2, 0x82], 3)]
            as [([UInt8], Int)])
    func invalidReasons(reason: [UInt8], offset: Int) throws {
        let body = try #require(CloseBody(payload: [0x03, 0xe8] + reason))
        #expect(body.invalidReasonOffset == offset)
    }
}

@Suite struct CloseBodyMistakeTests {
    @Test(arguments: [
        "bye", "ok", "Verbindung geschlossen", "é!", "server going down\n",
    ])
    func reasonWithoutCode(text: String) throws {
        #expect(try #require(CloseBody(payload: Array(text.utf8))).mistake == .codeMissing)
    }

    @Test(arguments: [1000, 1001, 1002, 1011, 3000, 4000, 4401] as [UInt16]) func reversedCode(code: UInt16) {
        let body = CloseBody(code: code.byteSwapped, reason: Array("bye".utf8))
        #expect(body.mistake == .codeReversed(CloseCode(rawValue: code)))
        #expect(CloseBody(code: code, reason: Array("bye".utf8)).mistake == nil)
    }

    @Test(arguments: [999, 1005, 1006, 1016, 2999, 5000, 0, 65535] as [UInt16]) func nothingExplainsIt(code: UInt16) {
        #expect(CloseBody(code: code, reason: [0xff]).mistake == nil)
    }

    @Test func emptyBody() { #expect(CloseBody(code: nil, reason: []).mistake == nil) }
}
