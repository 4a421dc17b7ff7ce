import Course
import Dissection
import Foundation
import Query
import TestKit
import Testing
import WebSocket

@testable import ws101

struct LiveOptionsTests {
    @Test(arguments: [["learn", "--visit"], ["learn", "5", "--live"], ["learn", "--live", "--practice"]])
    func refusesArgumentsThatMakeNoSense(arguments: [String]) throws {
        let result = try Program.run(arguments)
        #expect(result.status == 64)
        #expect(!result.error.isEmpty && result.output.isEmpty)
    }

    @Test func theListNamesIt() throws {
        #expect(try Program.run(["learn", "list"]).output.contains("sudo ws101 learn --live"))
    }
}

/// What is asked about what came.
struct LiveLessonTextTests {
    private static let everything = [
        "offer", "nonce", "predict", "length", "key", "unmask", "again", "code", "fail", "retort",
    ]

    /// The lesson about a recording, proven; nil where there is none.
    private func lesson(_ make: (inout LiveRecording) -> Void) throws -> Lesson? {
        var made = LiveRecording()
        make(&made)
        let folder = try TemporaryFolder()
        guard let text = try LiveLesson.text(over: try made.recording(in: folder.url)) else { return nil }
        try text.write(to: folder.url.appendingPathComponent("lesson.md"), atomically: true, encoding: .utf8)
        let course = try Course.own(folder.url.path)
        let problems = LessonLint.run(course, isWhole: false)
        #expect(problems.isEmpty, "\(problems.map(\.description).joined(separator: "\n"))")
        return course.lessons.first
    }

    private func asked(_ make: (inout LiveRecording) -> Void) throws -> [String] {
        try lesson(make)?.exercises.map { String($0.id.dropFirst("live.".count)) } ?? []
    }

    @Test func asksAboutEverythingThatCame() throws {
        #expect(
            try asked {
                $0.talk()
                $0.rudeness()
            } == Self.everything)
    }

    @Test func asksNothingAboutWhatDidNotCome() throws {
        #expect(try asked { _ in }.isEmpty)
        #expect(try asked { $0.session(at: "/chat") { $0.finish() } }.isEmpty)
        #expect(try asked { $0.session(at: "/echo") { _ in } } == ["offer", "nonce"])
        #expect(try asked { $0.rudeness() } == ["fail", "retort"])
        #expect(try asked { $0.rudeness(code: nil) }.isEmpty)
        #expect(try asked { $0.talk() } == Array(Self.everything.dropLast(2)))
        #expect(try asked { $0.talk(code: nil) } == Array(Self.everything.dropLast(3)))
        #expect(try asked { $0.talk(String(repeating: "a", count: 81)) } == ["offer", "nonce", "code"])
    }

    @Test func anAnswerThatIsNoEchoIsNone() throws {
        let asked = try asked {
            $0.session(at: "/echo") { play in
                play.frame(.client, .text, Array("Hello".utf8))
                play.frame(.server, .text, Array("other".utf8))
            }
        }
        #expect(asked == ["offer", "nonce"])
    }

    @Test func choosesTheSessionThatSaysMost() throws {
        let lesson = try lesson {
            $0.session(at: "/echo") { $0.finish() }
            $0.talk("Grüße, 世界")
            $0.rudeness(code: nil)
            $0.rudeness()
        }
        #expect(lesson?.exercises.count == Self.everything.count)
        let selectors = lesson?.names.map(\.selector.source) ?? []
        #expect(selectors.contains("first session with number == 2"))
        #expect(selectors.contains("first session with number == 4"))
    }

    @Test(arguments: [("", "a"), ("Sec-WebSocket-Extensions: permessage-deflate", "b")])
    func whatIsRightDependsOnWhatCame(offers: String, answer: String) throws {
        var made = LiveRecording()
        made.session(at: "/echo", offers: offers) { _ in }
        let folder = try TemporaryFolder()
        let text = try #require(try LiveLesson.text(over: try made.recording(in: folder.url)))
        try text.write(to: folder.url.appendingPathComponent("lesson.md"), atomically: true, encoding: .utf8)
        let course = try Course.own(folder.url.path)
        for letter in ["a", "b"] {
            let outcome = try course.check(id: "live.offer", answer: letter)
            if case .right = outcome { #expect(letter == answer) } else { #expect(letter != answer) }
        }
    }
}

/// The lesson about what was sent a moment ago.
@Suite(.enabled(if: getuid() == 0, "needs the right to capture"))
struct LiveLessonTests {
    private struct Frame: Decodable {
        var type: String
        var from: String?
        var opcodeName: String?
        var maskingKey: String?
    }

    @Test func asksAboutWhatTheProgramsOwnClientSent() throws {
        let temporary = try TemporaryFolder()
        let result = try Program.run(
            ["learn", "--live", "--visit", "--width", "200"], environment: ["TMPDIR": temporary.url.path])
        #expect(result.status == 0, "\(result.error)")
        for task in LiveWatcher.Task.allCases { #expect(result.error.contains(" \(task.report)\n")) }
        #expect(result.output.contains("Exercise 10 of 10"))
        let folder = String(try #require(result.output.firstMatch(of: #/check 2 --lesson\s+(\S+) --answer/#)).1)
        let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
        #expect(mode == 0o700)

        let lint = try Program.run(["lessons", "lint", folder])
        #expect(lint.status == 0, "\(lint.output)\(lint.error)")
        // The key is read from the recording without the lesson's help.
        let read = try Program.run(["inspect", folder + "/live.pcapng", "--format", "ndjson"])
        let frames = try read.output.split(separator: "\n").map {
            try JSONDecoder().decode(Frame.self, from: Data($0.utf8))
        }
        let key = try #require(
            frames.first { $0.type == "frame" && $0.from == "client" && $0.opcodeName == "text" }?.maskingKey)
        let answers = ["a", "16", "b", "11", key, "48", "b", "1000", "b", "1002"]
        for (index, answer) in answers.enumerated() {
            let right = try Program.run(["learn", "check", "\(index + 1)", "--lesson", folder, "--answer", answer])
            #expect(right.status == 0, "\(index + 1): \(right.output)\(right.error)")
        }
        #expect(try Program.run(["learn", "check", "5", "--lesson", folder, "--answer", "00000000"]).status == 1)
    }

    @Test(.enabled(if: Peers.areThere, "needs `make test`'s Python"))
    func isTakenAtATerminal() throws {
        let temporary = try TemporaryFolder()
        let result = try Program.Running(
            Peers.python, [Peers.program("live_learner.py"), Program.url.path],
            environment: ["TMPDIR": temporary.url.path]
        ).wait()
        #expect(result.status == 0, "\(result.output)\(result.error)")
    }
}
