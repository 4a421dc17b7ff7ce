import Foundation
import Harnesses
import TestKit
import Testing

/// The fuzzers' harnesses on everything that they ever found, and on damaged recordings.
// One at a time: a harness may keep its input in a file.
@Suite(.serialized) struct ReplayTests {
    /// `Tests/Fuzz/finds/<harness>/`: the smallest inputs that once broke a promise.
    private static let finds = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/finds")

    struct Find: CustomTestStringConvertible {
        var harness: Harness
        var file: URL
        var testDescription: String { "\(harness.name)/\(file.lastPathComponent)" }
    }

    static let all: [Find] = Harness.all.flatMap { harness in
        let folder = finds.appending(path: harness.name)
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (files ?? []).sorted { $0.path < $1.path }.map { Find(harness: harness, file: $0) }
    }

    @Test(arguments: all) func findsStayFixed(_ find: Find) throws {
        try find.harness.run(Array(Data(contentsOf: find.file)))
    }

    @Test func everyFolderOfFindsHasItsHarness() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.finds.path).filter { $0 != "README.md" }
        #expect(folders.allSatisfy { Harness.named($0) != nil }, "\(folders)")
    }

    /// A harness that finds fault with random bytes is wrong itself, or the program is.
    @Test(arguments: Harness.all.map(\.name)) func randomBytes(name: String) throws {
        let harness = try #require(Harness.named(name))
        var random = SplitMix(seed: 101)
        for _ in 0..<60 {
            let count = Int.random(in: 0...200, using: &random)
            try harness.run((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    /// Sessions with text where frames are due, cut anyhow: they are told alike.
    @Test func sessionsWithText() throws {
        let harness = try #require(Harness.named("session"))
        var random = SplitMix(seed: 6455)
        for _ in 0..<300 {
            var input: [UInt8] = [UInt8.random(in: 1...7, using: &random), UInt8.random(in: 0...255, using: &random)]
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                // Kinds of steps: a frame, text, a request or a response in the midst.
                let step = [2, 26, 28, 30].randomElement(using: &random) ?? 2
                input.append(UInt8(step) | UInt8.random(in: 0...1, using: &random) | 32)
                switch step {
                case 2:
                    let count = UInt8.random(in: 0...20, using: &random)
                    input += [[0x81, 0x82, 0x89, 0x8a].randomElement(using: &random) ?? 0x81, count]
                    input += (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                case 26: input.append(UInt8.random(in: 0...255, using: &random))
                default: break
                }
            }
            try harness.run(input)
        }
    }

    /// Checks that can't fail find nothing: these must.
    @Test func textsThatATerminalWouldObeyAreFound() {
        #expect(throws: BrokenPromise.self) { try checkText("\u{1b}[2J", "text") }
        #expect(throws: BrokenPromise.self) { try checkText("\u{9b}2J", "text") }
        #expect(throws: BrokenPromise.self) { try checkText("\u{202e}", "text") }
        #expect(throws: BrokenPromise.self) { try checkLines(Array("{\"a\":01}\n".utf8)) }
        #expect(throws: BrokenPromise.self) { try checkLines(Array("{\"a\":\"\n\"}\n".utf8)) }
        #expect(throws: BrokenPromise.self) { try checkLines(Array("{\"a\":1}{}\n".utf8)) }
        #expect(throws: BrokenPromise.self) { try checkLines(Array("{\"a\":1}".utf8)) }
        #expect(throws: Never.self) { try checkLines(Array("{\"a\":[1,-2.5e3,\"\\u001b é\",null],\"b\":{}}\n".utf8)) }
    }
}
