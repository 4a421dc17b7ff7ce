import Diagram
import HTTP
import Testing
import WebSocket
import Wire

@testable import Dissection
@testable import Report

@Suite struct LiveWriterTests {
    private func writer(
        _ output: Output, width: Int = 80, color: Bool = false, _ change: (inout LiveWriter.Options) -> Void = { _ in }
    ) -> LiveWriter {
        var options = LiveWriter.Options()
        options.time = .utc
        change(&options)
        return LiveWriter(to: output, on: Screen(width: width, color: color, ascii: false), options: options)
    }

    /// The lines of messages of one session with those texts, without their times.
    private func lines(
        _ texts: [String], width: Int = 80, kind: MessageEvent.Kind = .text,
        _ change: (inout LiveWriter.Options) -> Void = { _ in }
    ) throws -> [String] {
        let output = Output()
        let writer = writer(output, width: width, change)
        writer.handle(.session(try Events.session(1, outcome: .open, answer: Events.answer)))
        for (index, text) in texts.enumerated() {
            var message = Events.message(index + 1, kind: kind, payload: Array(text.utf8))
            message.frames = [index + 1]
            writer.handle(
                .frame(
                    Events.frame(
                        index + 1, opcode: kind == .text ? .text : .binary, payload: Array(text.utf8.prefix(100)),
                        message: index + 1)))
            writer.handle(.message(message))
        }
        return output.contents.split(separator: "\n").dropFirst(2).map { String($0) }
    }

    @Test func aWholeFrameAndItsMessageAreOneLine() throws {
        #expect(try lines(["Hello"]) == [#"12:00:00.133 [1] /chat → #1 text 5 B  "Hello""#])
    }

    @Test func cutTextHasNoClosingMark() throws {
        let line = try #require(try lines([String(repeating: "word ", count: 40)]).first)
        #expect(line.hasSuffix("…") && displayWidth(of: line) == 80)
        let limited = Events.message(1, payload: Array("Hel".utf8), length: 5)
        let output = Output()
        writer(output).handle(.message(limited))
        #expect(output.contents.contains(#""Hel…"#) && !output.contents.contains(#""Hel…""#))
    }

    @Test func showsWhereTextsDiffer() throws {
        let text = String(repeating: "the same words ", count: 8)
        let lines = try lines([text + "one", text + "two"])
        #expect(lines[0].contains("\"the same words the same"))
        #expect(lines[1].hasSuffix("\"…e words two\""), "\(lines[1])")
    }

    @Test func showsWhichMembersDiffer() throws {
        let tick = { (price: String) in
            #"{"type":"tick","symbol":"ACME","exchange":"XETRA","currency":"EUR","price":\#(price)}"#
        }
        let lines = try lines([tick("100.1"), tick("101.3"), tick("101.3")])
        #expect(lines[1].hasSuffix(#"{"type":"tick",…,"price":101.3}"#))
        #expect(lines[2].contains(#"{"type":"tick","symbol":"ACME""#) && lines[2].hasSuffix("…"))
        #expect(try self.lines([tick("1"), tick("2")], width: 200)[1].hasSuffix(tick("2")))
    }

    @Test func showsBytesInHexFromTheDifferenceOn() throws {
        let bytes = String(repeating: "a", count: 60)
        let lines = try lines([bytes + "b", bytes + "c"], kind: .binary)
        #expect(lines[0].contains("binary 61 B  61 61 61") && lines[0].hasSuffix("…"))
        #expect(lines[1].hasSuffix("… 61 61 63"))
    }

    @Test func fragmentsStayVisible() throws {
        let output = Output()
        let writer = writer(output)
        writer.handle(.frame(Events.frame(1, payload: Array("Hel".utf8), fin: false)))
        writer.handle(.frame(Events.frame(2, opcode: .ping, payload: [], message: nil)))
        writer.handle(.frame(Events.frame(3, opcode: .continuation, payload: Array("lo".utf8))))
        var message = Events.message(1, payload: Array("Hello".utf8))
        message.frames = [1, 3]
        writer.handle(.message(message))
        for part in [
            "#1 text (first) 3 B", "#2 ping 0 B", "#3 continuation (last) 2 B", #"message 1: text 5 B  "Hello""#,
        ] {
            #expect(output.contents.contains(part), "\(output.contents)")
        }
    }

    /// A frame of which no message came is not swallowed.
    @Test func aFrameWithoutItsMessageHasALine() throws {
        let output = Output()
        let writer = writer(output)
        writer.handle(.frame(Events.frame(1, payload: Array("lost".utf8))))
        #expect(output.contents.contains(#"#1 text 4 B  "lost""#))
        writer.handle(.frame(Events.frame(2, payload: Array("other".utf8))))
        writer.handle(.frame(Events.frame(3, payload: Array("last".utf8))))
        #expect(output.contents.contains("#2 text") && output.contents.contains("#3 text"))
    }

    @Test func wholeMessagesStandUnderTheirLines() throws {
        let lines = try lines([#"{"a":[1],"b":"c"}"#, "Hello", "two\nlines\u{1b}[31m"]) { $0.isFull = true }
        #expect(
            lines == [
                "12:00:00.133 [1] /chat → #1 text 17 B", "  {", "    \"a\": [", "      1", "    ],", "    \"b\": \"c\"",
                "  }",
                #"12:00:00.133 [1] /chat → #2 text 5 B  "Hello""#, "12:00:00.133 [1] /chat → #3 text 14 B", "  two",
                #"  lines\x1b[31m"#,
            ])
    }

    @Test func saysHowMuchIsNotShown() throws {
        let output = Output()
        writer(output) { $0.isFull = true }.handle(.message(Events.message(payload: Array("[1,2".utf8), length: 9)))
        #expect(output.contents.contains("  [1,2\n  … 5 more bytes (--payload-limit)\n"), "\(output.contents)")
    }

    @Test func followsTheWidthOfTheTerminal() throws {
        final class Terminal { var columns = 80 }
        let terminal = Terminal()
        let output = Output()
        let writer = writer(output) { $0.columns = { terminal.columns } }
        let message = Events.message(payload: Array(repeating: 0x61, count: 300))
        var widths: [Int] = []
        for columns in [80, 40, 120, 5] {
            terminal.columns = columns
            writer.handle(.message(message))
            widths.append(displayWidth(of: output.contents.split(separator: "\n").last.map { String($0) } ?? ""))
        }
        #expect(widths == [80, 40, 120, 20])
    }

    @Test func sessionsHaveNamesOfTheirOwn() throws {
        let output = Output()
        let writer = writer(output, width: 200)
        for number in 1...2 {
            var start = try Events.session(number, outcome: .open, answer: Events.answer)
            start.client.port = UInt16(50_000 + number)
            writer.handle(.session(start))
        }
        writer.handle(.session(try Events.session(3)))
        writer.handle(.close(Events.close(1)))
        writer.handle(.session(try Events.session(4, outcome: .open, answer: Events.answer)))
        for lead in ["[1] /chat ", "[2] /chat:50002 ", "[3] :9001 ", "[4] /chat "] {
            #expect(output.contents.contains(lead + " ") || output.contents.contains(lead + "= "), "\(output.contents)")
        }
    }

    @Test func coloursOfSessionsAreStable() throws {
        let output = Output()
        let writer = writer(output, color: true)
        for number in 1...2 { writer.handle(.session(try Events.session(number))) }
        for number in [1, 2, 1] { writer.handle(.message(Events.message(session: number, payload: [0x61]))) }
        let colours = output.contents.matches(of: #/\e\[([0-9;]+)m\[(\d)\]/#).map { "\($0.2) \($0.1)" }
        #expect(colours.count == 5 && Set(colours).count == 2)
    }

    // MARK: What waits

    private func waiting(_ kind: CaptureState.Waiting.Kind, _ stream: Int) throws -> CaptureState.Waiting {
        let start = try Events.session()
        return CaptureState.Waiting(
            kind: kind, tcpStream: stream, client: start.client, server: start.server, uri: "ws://example.com/\u{1b}c",
            time: Events.start)
    }

    private func note(_ writer: LiveWriter, _ waiting: [CaptureState.Waiting], at seconds: Double) {
        var state = CaptureState()
        for item in waiting { state.add(item) }
        writer.note(state, at: .seconds(seconds))
    }

    @Test func tellsOnceOfARequestThatWaits() throws {
        let output = Output()
        let writer = writer(output, width: 120)
        let item = try waiting(.answer, 7)
        note(writer, [item], at: 0.25)
        note(writer, [item], at: 1)
        #expect(output.contents.isEmpty)
        note(writer, [item], at: 1.5)
        note(writer, [item], at: 9)
        let lines = output.contents.split(separator: "\n").dropFirst()
        #expect(
            lines == [
                #"12:00:01.373      ? pending: ws://example.com/\x1bc from 127.0.0.1:50000, no answer for 1.25 s so far"#
            ])
    }

    @Test func tellsOfKeysThatDoNotCome() throws {
        let output = Output()
        let writer = writer(output, width: 120)
        let item = try waiting(.keys, 7)
        note(writer, [item], at: 0)
        note(writer, [item], at: 9.9)
        #expect(output.contents.isEmpty)
        note(writer, [item], at: 10)
        #expect(output.contents.contains("? not decrypted yet: TLS to ws://example.com/"))
    }

    /// What was answered in between has waited for nothing.
    @Test func forgetsWhatWasAnswered() throws {
        let output = Output()
        let writer = writer(output)
        let item = try waiting(.answer, 7)
        note(writer, [item], at: 0)
        note(writer, [], at: 0.5)
        note(writer, [item], at: 1.2)
        #expect(output.contents.isEmpty)
    }
}
