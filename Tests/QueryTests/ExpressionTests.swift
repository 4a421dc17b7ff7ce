import Query
import Testing

@Suite struct ExpressionTests {
    private func scope() throws -> Scope {
        var scope = Scope(recording: try sample("hello"))
        scope.names["hello"] = try Selector("first text frame from the client").item(in: scope)
        scope.names["conn"] = try Selector("first session").item(in: scope)
        return scope
    }

    @Test(arguments: [
        ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("7 / 2", "3"), ("7 % 4", "3"), ("-3 + 5", "2"), ("2 - 3 - 4", "-5"),
        ("0x7e", "126"), ("0b101", "5"), ("65_536", "65536"), ("6 ^ 3", "5"),
        ("1 < 2 and not 2 < 1", "yes"), ("1 >= 2 or 1 ≤ 1", "yes"), ("true and false", "no"), ("1 = 1", "yes"),
        ("'a' + \"b\"", "ab"), ("x'81 05' + x'48'", "81 05 48"), ("x'ff 0f ff' ^ x'0f'", "f0 00 f0"),
        ("x'81 05 48'[1]", "5"), ("x'81 05 48'[1..<3]", "05 48"), ("x'81 05 48'[1..<1]", ""),
        ("'Hi'.count", "2"), ("x'48 69'.count", "2"), ("bytes('Hi')", "48 69"), ("text(x'48 69')", "Hi"),
        ("hex(126)", "0x7e"), ("hex(x'0a')", "0a"), ("binary(5, 8)", "00000101"), ("binary(300, 4)", "100101100"),
        ("base64(x'48 69')", "SGk="), ("lower('ÄB')", "äb"), ("contains('masking', 'ask')", "yes"),
        ("acceptFor('dGhlIHNhbXBsZSBub25jZQ==')", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        ("acceptMistake('dGhlIHNhbXBsZSBub25jZQ==', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=')", ""),
        ("encode(1, 'Hello')", "81 05 48 65 6c 6c 6f"),
        ("encode(1, 'Hello', x'37 fa 21 3d')", "81 85 37 fa 21 3d 7f 9f 4d 51 58"),
        ("encode(9, '')", "89 00"), ("flipped(x'81 05', 8)", "81 85"), ("flipped(x'81', 0)", "01"),
        ("hello.payloadLength", "5"), ("hello.headerLength", "6"), ("hello.size", "11"), ("hello.text", "Hello"),
        ("hello.wire[0..<2]", "81 85"), ("hello.wire.count", "11"), ("hello.header.count", "6"),
        ("hello.maskedPayload ^ hello.maskingKey", "48 65 6c 6c 6f"), ("hello.payload", "48 65 6c 6c 6f"),
        ("hello.opcode", "1"), ("hello.opcodeName", "text"), ("hello.masked", "yes"), ("hello.fin", "yes"),
        ("hello.packets.count", "1"), ("hello.packetCount", "1"), ("hello.violations.count", "0"), ("hello", "frame 1"),
        ("conn.status", "101"), ("conn.accept == conn.acceptExpected", "yes"), ("conn.acceptDigest.count", "20"),
        ("conn.hasOrigin", "no"), ("requestHeader(conn, 'upgrade')", "websocket"), ("conn.initiator", "client"),
        ("count(text frames)", "2"), ("count(frames with masked and payloadLength > 0)", "2"),
        ("the(last close from server).code", "1000"), ("the(last close).reason", "bye"),
        ("sum(payloadLength of text frames)", "10"), ("list(payloadLength of text frames)", "5, 5"),
        ("list(number of frames)[0]", "1"), ("hello = the(first frame)", "yes"),
    ])
    func values(source: String, expected: String) throws {
        #expect(try Expression(source).value(in: scope()).text == expected)
    }

    @Test(arguments: [
        ("", "expected a value"), ("1 +", "expected a value"), ("(1", "expected `)`"), ("1 2", "is not allowed here"),
        ("'a", "closing quote"), ("0x", "isn't a number"),
        ("12ab", "isn't a number"),
        ("x'8'", "isn't a row of hex bytes"),
        ("nosuch(1)", "no function `nosuch`"), ("count(farmes)", "expected a kind of thing"), ("1 $ 2", "unexpected"),
        ("hello.", "name of a property"), ("sum(length frames)", "expected `of`"),
        (String(repeating: "(", count: 60), "nested too deep"), (String(repeating: "1+", count: 400), "longer than"),
        (String(repeating: "1+", count: 120) + "1", "terms in a chain"),
        ("count(frames with " + String(repeating: "fin and ", count: 50) + "fin)", "terms in a chain"),
        ("hello" + String(repeating: ".wire", count: 60), "terms in a chain"),
        (String(repeating: "not ", count: 60), "nested too deep"),
        (String(repeating: "-", count: 60), "nested too deep"),
    ])
    func syntaxErrors(source: String, problem: String) {
        let error = #expect(throws: LanguageError.self) { try Expression(source) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("nobody", "there is no `nobody` here; there are conn, hello"),
        ("hello.payloadLenght", "a frame has no `payloadLenght`"),
        ("hello.message.payloadLength", "a number has no `payloadLength`"), ("1 == 'a'", "can't be compared"),
        ("1 + 'a'", "doesn't fit"),
        ("1 / 0", "division by zero"), ("1 % 0", "division by zero"), ("0x7fffffffffffffff + 1", "too large"),
        ("0x7fffffffffffffff * 2", "too large"), ("-0x7fffffffffffffff - 2", "too large"),
        ("x'81'[1]", "no element 1"), ("x'81'[-1]", "no element -1"), ("x'81'[1..<0]", "no part"),
        ("x'81'[0..<9]", "no part"),
        ("x'81' ^ x'81'[0..<0]", "key without bytes"), ("encode(1, 'a', x'01')", "a masking key has 4 bytes"),
        ("encode(16, 'a')", "doesn't take"), ("hex(1, 2)", "doesn't take 2 arguments"),
        ("breaks('a')", "nothing to judge"),
        ("flipped(x'81', 8)", "doesn't take"), ("hex(-1)", "doesn't take"),
        ("conn.origin", "no `origin` in this recording"),
        ("the(first ping)", "finds nothing"), ("requestHeader(conn, 'Cookie')", "no header `Cookie`"),
        ("1 and 2", "expected yes or no"),
        ("sum(text of text frames)", "isn't a number"),
    ])
    func evaluationErrors(source: String, problem: String) throws {
        let expression = try Expression(source)
        let scope = try scope()
        let error = #expect(throws: LanguageError.self) { try expression.value(in: scope) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func evaluationIsBounded() throws {
        // Each level looks at all frames for each frame of the level above.
        var source = "payloadLength > 0"
        for _ in 0..<6 { source = "count(frames with \(source)) > 0" }
        let expression = try Expression(source)
        let scope = try Scope(recording: sample("streams"))
        let error = #expect(throws: LanguageError.self) { try expression.value(in: scope) }
        #expect(error?.problem == "takes too long")
    }
}
