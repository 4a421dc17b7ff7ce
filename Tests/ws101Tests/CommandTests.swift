import Diagram
import Dissection
import Foundation
import HTTP
import Testing
import WebSocket
import Wire

@testable import ws101

/// The commands that need no capture.
struct CommandTests {
    @Test(
        arguments: [
            (["frame", "8"], 64), (["frame", "810"], 64), (["frame", "xyz"], 64), (["frame"], 64), (["frame", ""], 64),
            (["frame", "8a00"], 0), (["frame", "8a00", "8900"], 0), (["frame", "--format", "json", "8a00"], 64),
            (["frame", "--format", "svg", "8a00", "8900"], 64), (["frame", "--from", "proxy", "8a00"], 64),
            (["build", "text", "Hello"], 0), (["build", "text", "--mask", "1234", "Hello"], 64),
            (["build", "nothing"], 64),
            (["build", "ping", "--fragment", "1"], 64), (["build", "text", "a", "--fragment", "0"], 64),
            (["build", "binary", "0"], 64), (["build", "close", "--reason", "x"], 64),
            (["build", "text", "--code", "1000"], 64),
            (["explain", "nothing-like-it"], 64), (["explain"], 0), (["learn", "99"], 64),
            (["learn", "check", "nosuch", "--answer", "1"], 2), (["lessons", "lint"], 0),
        ] as [([String], Int32)])
    func endsWithTheStatusOf(arguments: [String], status: Int32) throws {
        let result = try Program.run(arguments)
        #expect(result.status == status, "\(result.error)")
        if status == 0 {
            #expect(!result.output.isEmpty && result.error.isEmpty)
        } else {
            #expect(result.output.isEmpty && !result.error.isEmpty)
        }
    }

    @Test func namesTheCharacterOfAnOddDigit() throws {
        #expect(try Program.run(["frame", "81 05 4"]).error.contains("'4' has no partner"))
        #expect(try Program.run(["frame", "81 05 4"]).error.contains("character 7"))
    }

    @Test func decodesWhatItBuilds() throws {
        for arguments in [
            ["text", "Hello"], ["text", "Hello", "--mask", "37fa213d"], ["binary", "00 ff"], ["ping"],
            ["close", "--code", "1000", "--reason", "bye", "--mask"],
        ] {
            let built = try Program.run(["build"] + arguments + ["--format", "hex"])
            let decoded = try Program.run(["frame", "-"], input: Array(built.output.utf8))
            #expect(decoded.status == 0)
            #expect(decoded.output.hasPrefix("Frame: \(arguments[0]), FIN"))
        }
        #expect(
            try Program.run(["build", "text", "Hello", "--mask", "37fa213d", "--format", "hex"]).output
                == "81 85 37 fa 21 3d 7f 9f 4d 51 58\n")
    }

    @Test func cutsBytesBehindEachFrame() {
        let first: [UInt8] = [0x81, 0x01, 0x41]
        #expect(
            FrameCommand.split(first + [0x8a, 0x00] + [0x81])
                == [first, [0x8a, 0x00], [0x81]].map { .init(bytes: $0, stray: nil) })
        let endless: [UInt8] = [0x82, 0x7f] + [UInt8](repeating: 0xff, count: 8) + [1, 2, 3]
        #expect(FrameCommand.split(endless) == [.init(bytes: endless, stray: nil)])
        #expect(FrameCommand.split([]) == [])
    }

    /// Text between frames is no frame, and those after it are cut as before.
    @Test func cutsTextOff() throws {
        let pieces = FrameCommand.split(Array("\r\n".utf8) + [0x81, 0x01, 0x41])
        #expect(pieces.map(\.bytes) == [Array("\r\n".utf8), [0x81, 0x01, 0x41]])
        #expect(pieces.first?.stray?.kind == .lineEnd)
        let result = try Program.run(["frame", "48 54 54 50 2f 31 2e 31 20 34 30 30"])
        #expect(result.output.contains("an HTTP response") && !result.output.contains("opcode"))
    }

    @Test func judgesTheBeginningOfAHeader() throws {
        let result = try Program.run(["frame", "8f"])
        #expect(result.output.contains("frame.opcode-reserved"))
    }

    @Test(
        arguments: [
            ([0x81, 0x00], true, false, ["frame.client-unmasked"]),
            ([0x81, 0x80, 1, 2, 3, 4], false, false, ["frame.server-masked"]),
            ([0x81, 0x00], nil, false, []), ([0xc1, 0x00], nil, true, []),
            ([0xc1, 0x00], nil, false, ["frame.rsv-nonzero"]),
            ([0x88, 0x01, 0x03], nil, false, ["close.payload-one-byte"]),
            ([0x88, 0x02, 0x03, 0xee], nil, false, ["close.code-reserved"]),
            ([0x88, 0x02, 0x00, 0x01], nil, false, ["close.code-invalid"]),
            ([0x88, 0x02, 0x0b, 0xbd], nil, false, ["close.code-unregistered"]),
            ([0x88, 0x03, 0x03, 0xe8, 0xff], nil, false, ["close.reason-invalid-utf8"]),
            ([0x81, 0x01, 0xff], nil, false, ["message.invalid-utf8"]),
            ([0x81, 0x01, 0xe2], nil, false, ["message.invalid-utf8"]), ([0x01, 0x01, 0xe2], nil, false, []),
            ([0x81], nil, false, []),
            ([0x83, 0x7e, 0x00, 0x01, 0x41], nil, false, ["frame.opcode-reserved", "frame.length-not-minimal"]),
        ] as [([UInt8], Bool?, Bool, [String])])
    func judgesAFrameByItself(wire: [UInt8], client: Bool?, usesDeflate: Bool, rules: [String]) {
        let judge = FrameJudge(client: client, usesDeflate: usesDeflate)
        #expect(judge.remarks(on: wire).map(\.rule.rawValue) == rules)
    }

    @Test(arguments: [
        ("1000", Topic.closeCode(CloseCode(rawValue: 1000))), ("close 8", .closeCode(CloseCode(rawValue: 8))),
        ("8", .opcode(.close)), ("0x9", .opcode(.ping)), ("opcode 0xA", .opcode(.pong)), ("Ping", .opcode(.ping)),
        ("403", .status(403)), ("status 101", .status(101)), ("going away", .closeCode(CloseCode(rawValue: 1001))),
        ("frame.client-unmasked", .rule(.frameClientUnmasked)), ("masking key", .fields([.frameMaskingKey])),
        ("maskingKey", .fields([.frameMaskingKey])), ("fin", .fields([.frameFIN])),
        ("dGhlIHNhbXBsZSBub25jZQ==", .key("dGhlIHNhbXBsZSBub25jZQ==")),
    ])
    func findsTheTopic(text: String, topic: Topic) {
        #expect(Topic(text.split(separator: " ").map(String.init)) == topic)
    }

    @Test func findsHeadersInAnyCase() {
        guard case .header(let header) = Topic(["sec-websocket-KEY"]) else { return #expect(Bool(false)) }
        #expect(header.name == "Sec-WebSocket-Key")
    }

    @Test(arguments: ["", " ", "opcode 16", "status 99", "close 70000", "no such thing", "dGhlIHNhbXBsZSBub25jZQ="])
    func knowsNothingAbout(text: String) { #expect(Topic([text]) == nil) }

    @Test func explainsEveryTopicThatItLists() throws {
        let text = TopicText(on: .init(width: 80, color: false, ascii: true))
        var topics: [Topic] = Rule.allCases.map(Topic.rule) + CloseCode.named.map(Topic.closeCode)
        topics += (0...15).map { .opcode(Opcode(rawValue: $0)) } + HeaderMeaning.all.map(Topic.header)
        topics += FieldID.allCases.map { .fields([$0]) } + [100, 101, 200, 302, 404, 500, 599].map(Topic.status)
        for topic in topics {
            let lines = text.text(topic).split(separator: "\n")
            #expect(lines.count >= 3, "\(topic)")
            #expect(
                lines.allSatisfy { $0.count <= 80 && $0.utf8.allSatisfy { (0x20..<0x7f).contains($0) } }, "\(topic)")
        }
    }

    @Test func colorsAsTheEnvironmentSays() {
        func isColored(_ choice: ColorChoice, _ isTerminal: Bool, _ environment: [String: String]) -> Bool {
            ScreenOptions.isColored(choice, isTerminal: isTerminal, environment: environment)
        }
        #expect(isColored(.auto, true, ["TERM": "xterm"]))
        #expect(!isColored(.auto, false, [:]))
        #expect(!isColored(.auto, true, ["NO_COLOR": "1"]))
        #expect(isColored(.auto, true, ["NO_COLOR": ""]))
        #expect(!isColored(.auto, true, ["TERM": "dumb"]))
        #expect(isColored(.always, false, ["NO_COLOR": "1"]))
        #expect(!isColored(.never, true, [:]))
        #expect(ScreenOptions.isLight(["COLORFGBG": "0;15"]) && !ScreenOptions.isLight(["COLORFGBG": "15;0"]))
    }

    @Test(
        arguments: [
            (true, ["TERM": "xterm", "COLORTERM": "truecolor"], ColorDepth.direct),
            (true, ["COLORTERM": "24bit"], .direct),
            (true, ["TERM": "xterm-direct"], .direct), (true, ["TERM": "xterm-256color"], .indexed),
            (true, ["TERM": "screen.xterm-256color", "COLORTERM": "1"], .indexed), (true, ["TERM": "xterm"], .sixteen),
            (true, [:], .sixteen), (false, [:], .indexed), (false, ["TERM": "xterm"], .indexed),
            (false, ["COLORTERM": "truecolor"], .direct),
        ] as [(Bool, [String: String], ColorDepth)])
    func countsTheColoursAsTheEnvironmentSays(isTerminal: Bool, environment: [String: String], depth: ColorDepth) {
        #expect(ScreenOptions.depth(isTerminal: isTerminal, environment: environment) == depth)
    }

    @Test func theBackgroundIsTheOptionsThenTheVariablesThenTheTerminals() {
        func isLight(_ theme: Theme?, _ environment: [String: String], answer: Bool? = nil) -> Bool {
            ScreenOptions.isLight(theme, environment) { answer }
        }
        #expect(isLight(.light, ["WS101_THEME": "dark"], answer: false))
        #expect(!isLight(.dark, ["WS101_THEME": "light"], answer: true))
        #expect(isLight(nil, ["WS101_THEME": "Light"], answer: false))
        #expect(isLight(nil, [:], answer: true) && !isLight(nil, ["COLORFGBG": "0;15"], answer: false))
        #expect(isLight(nil, ["COLORFGBG": "0;15"]) && isLight(.auto, ["WS101_THEME": "dark", "COLORFGBG": "0;15"]))
        #expect(!isLight(nil, [:]) && !isLight(nil, ["WS101_THEME": "purple"]))
    }

    @Test func theTerminalIsAskedOnlyWhereNothingElseSaysIt() {
        var asked = 0
        let ask: () -> Bool? = {
            asked += 1
            return nil
        }
        _ = ScreenOptions.isLight(.dark, [:], asking: ask)
        _ = ScreenOptions.isLight(nil, ["WS101_THEME": "light"], asking: ask)
        #expect(asked == 0)
        _ = ScreenOptions.isLight(nil, [:], asking: ask)
        #expect(asked == 1)
    }

    @Test func aPipeGets256ColoursUnlessToldOfMore() throws {
        let few = try Program.run(["explain", "1000", "--color", "always"])
        #expect(few.output.contains("\u{1b}[38;5;") && !few.output.contains("\u{1b}[38;2;"))
        let all = try Program.run(["explain", "1000", "--color", "always"], environment: ["COLORTERM": "truecolor"])
        #expect(all.output.contains("\u{1b}[38;2;"))
        let light = try Program.run(["explain", "1000", "--color", "always", "--theme", "light"])
        #expect(light.output != few.output)
    }
}
