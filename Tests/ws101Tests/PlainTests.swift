import Capture
import Course
import Diagram
import Dissection
import Foundation
import Lessons
import Report
import Samples
import Testing
import WebSocket
import Wire

@testable import ws101

/// What is printed under --plain can be read aloud: ASCII, and nothing that is drawn.
@Suite struct PlainTests {
    private static let samples: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: SampleFiles.folder.path)) ?? []
        return files.filter { $0.hasSuffix(".pcapng") }.sorted()
    }()

    /// Every view of a recording, each into memory of its own.
    private final class Views: DissectionHandler {
        private(set) var outputs: [(name: String, output: Output)] = []
        private var handlers: [any DissectionHandler] = []
        /// The payloads of text messages: their own signs may stand in what is printed.
        private(set) var texts: [String] = []

        init(on screen: Screen) {
            add("overview") { OverviewWriter(to: $0, on: screen, hints: true) }
            add("live") { LiveWriter(to: $0, on: screen) }
            for session in 1...4 {
                add("session \(session)") { SessionWriter(session: session, to: $0, on: screen, hints: true) }
                add("why \(session)") { WhyView(session: session, to: $0, on: screen, hints: true) }
                add("tls \(session)") { TLSView(session: session, to: $0, on: screen) }
                for number in 1...8 {
                    add("frame \(session).\(number)") {
                        FrameView(frame: number, session: session, to: $0, on: screen)
                    }
                    add("message \(session).\(number)") {
                        MessageView(message: number, session: session, to: $0, on: screen)
                    }
                    add("record \(session).\(number)") {
                        RecordView(record: number, session: session, to: $0, on: screen)
                    }
                }
            }
        }

        private func add(_ name: String, _ make: (Output) -> any DissectionHandler) {
            let output = Output()
            outputs.append((name, output))
            handlers.append(make(output))
        }

        func handle(_ event: DissectionEvent) {
            if case .message(let message) = event { texts.append(String(decoding: message.payload, as: UTF8.self)) }
            for handler in handlers { handler.handle(event) }
        }
    }

    @Test(arguments: samples) func everyViewOfARecordingCanBeReadAloud(name: String) throws {
        let screen = Screen(width: 80, color: true, ascii: false, plain: true)
        let views = Views(on: screen)
        let source = try CaptureFile.open(SampleFiles.folder.appendingPathComponent(name).path)
        var options = DissectionOptions()
        options.payloadLimit = 1 << 12
        options.wireLimit = 1 << 12
        options.tellsRecords = true
        options.tellsAnatomy = true
        let pipeline = Pipeline(options: options, handler: views)
        let slab = PacketSlab()
        pipeline.begin(source.info)
        while try source.fill(slab) { pipeline.consume(slab) }
        pipeline.finish()
        var count = 0
        for (view, output) in views.outputs {
            let text = output.contents
            if !text.isEmpty { count += 1 }
            expectPlain(text, "\(name), \(view)", own: views.texts)
        }
        #expect(count >= 3)
    }

    @Test(arguments: samples.prefix(12)) func packetsCanBeReadAloud(name: String) throws {
        let path = SampleFiles.folder.appendingPathComponent(name).path
        let result = try Program.run(["inspect", path, "--packet", "6", "--plain"])
        #expect(result.status == 0 && result.output.contains(", bits 4 to 7, is "), "\(result.error)")
        expectPlain(result.output, name)
    }

    @Test func lessonsCanBeReadAloud() throws {
        let course = try Course.bundled()
        let text = LessonText(screen: Screen(width: 80, color: false, ascii: false, plain: true))
        for lesson in course.lessons where !lesson.isPlanned {
            // What an author shows as code, and bytes as text, are content.
            let lines = try text.printed(lesson, of: course).split(separator: "\n")
            let drawn = lines.filter { !$0.hasPrefix("    ") && !$0.contains("As text: ") }
            expectPlain(drawn.joined(separator: "\n"), lesson.folder)
        }
    }

    @Test func everythingElseCanBeReadAloud() throws {
        let screen = Screen(width: 80, color: false, ascii: false, plain: true)
        let glossary = try Glossary(lessonsFolder: LessonFiles.folder)
        expectPlain(TopicList(glossary).text(on: screen), "the list of topics")
        let words = glossary.entries.map(\.name) + CloseCode.named.map { "\($0.rawValue)" }
        for name in words + Rule.allCases.map(\.rawValue) + ["dGhlIHNhbXBsZSBub25jZQ==", "101", "upgrade"] {
            let page = try #require(TopicPage(name.split(separator: " ").map(String.init), glossary))
            expectPlain(page.text(on: screen), name)
        }
    }

    private func expectPlain(_ text: String, _ what: String, own: [String] = []) {
        for line in text.split(separator: "\n") {
            #expect(line.utf8.allSatisfy { (0x20..<0x7f).contains($0) }, "\(what): \(line)")
            guard let run = line.firstMatch(of: /[-|+~]{3,}/) else { continue }
            #expect(own.contains { $0.contains(run.0) }, "\(what): \(line)")
        }
    }

    // MARK: What is said instead of a drawing

    @Test func marksAreWords() throws {
        let path = SampleFiles.folder.appendingPathComponent("hello.pcapng").path
        let session = try Program.run(["inspect", path, "--session", "1", "--plain"]).output
        for words in [
            "Right: Upgrade: websocket", "Right: the server sent exactly this", "Step 1: the client's key, as text",
        ] {
            #expect(session.contains("\n" + words), "\(words)")
        }
        let doctor = try Program.run(["doctor", "--plain"]).output
        #expect(doctor.contains("Note: ") || doctor.contains("Fine: ") || doctor.contains("Missing: "))
        for text in [session, doctor] {
            for line in text.split(separator: "\n") {
                #expect(!line.hasPrefix("ok ") && !line.hasPrefix("! ") && !line.hasPrefix("   "), "\(line)")
            }
        }
    }

    @Test func aFramesBitsAreSentences() {
        let wire: [UInt8] = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]
        let screen = Screen(width: 200, color: false, ascii: false, plain: true)
        let text = FrameDiagram(wire: wire).text(on: screen)
        for sentence in [
            "FIN, bit 0, is 1.", "opcode, bits 4 to 7, is 0001.", "Payload length, bits 9 to 15, is 0000101.",
            "Masking key, bytes 2 to 5, is 37 fa 21 3d.", "Payload data, bytes 6 to 10, is 7f 9f 4d 51 58.",
            "FIN: 1 = the last frame of its message.", "Byte 0: masked 7f, key 37, payload 48, as text H",
            "Bytes 0 to 4: 48 65 6c 6c 6f. As text: Hello",
        ] {
            #expect(text.contains(sentence), "\(sentence) is not in\n\(text)")
        }
    }

    @Test func missingBitsAndFaultsAreSaid() {
        let screen = Screen(width: 200, color: false, ascii: false, plain: true)
        #expect(FrameDiagram(wire: [0x81, 0xfe, 0x01]).text(on: screen).contains("is 00000001????????."))
        let reserved = FrameDiagram(wire: [0x83, 0x00], judgedAsFrom: nil).text(on: screen)
        #expect(reserved.contains("opcode, bits 4 to 7, is 0011. It breaks a rule."))
    }

    @Test func aLongPayloadIsCountedAfterItsBeginning() {
        let screen = Screen(width: 200, color: false, ascii: false, plain: true)
        let wire: [UInt8] = [0x82, 100] + Array(repeating: 0x2d, count: 100)
        #expect(FrameDiagram(wire: wire).picture(on: screen).contains("and 90 bytes more."))
    }

    @Test func aPlainScreenHasNeitherColoursNorMoreThanASCII() {
        let screen = Screen(width: 80, color: true, ascii: false, plain: true)
        #expect(!screen.color && screen.ascii && screen.paint("x", .bad) == "x")
    }

    @Test func theOptionIsOfferedByEveryCommandThatDraws() throws {
        let path = SampleFiles.folder.appendingPathComponent("demo.pcapng").path
        for arguments in [
            ["inspect", path], ["inspect", path, "--session", "1"], ["frame", "8100"], ["build", "text", "Hi"],
            ["explain", "masking"], ["learn", "1"], ["doctor"], ["capture", "--list-interfaces"],
        ] {
            let result = try Program.run(arguments + ["--plain", "--color", "always"])
            #expect(result.status != 64 && !result.output.contains("\u{1b}"), "\(arguments): \(result.error)")
        }
    }

    @Test func aLadderIsSentences() throws {
        let path = SampleFiles.folder.appendingPathComponent("demo.pcapng").path
        let result = try Program.run(["inspect", path, "--session", "1", "--plain", "--width", "200"])
        #expect(
            result.output.contains(
                "frame 1 from the client: text, FIN, masked, 24 B, carrying \"Hello, is anybody there?\""))
        #expect(result.output.contains("from the server: 101 Switching Protocols"))
        #expect(result.output.contains("client OPEN, server OPEN. The server answered with 101."))
    }
}
