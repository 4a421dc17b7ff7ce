import Diagram
import Dissection
import Report

/// Ways to print what the dissector tells, each into memory of its own.
final class Writers: DissectionHandler {
    private var handlers: [any DissectionHandler] = []
    private let lines = Output()
    private let document = Output()
    private var texts: [(name: String, output: Output)] = []

    /// The lines of NDJSON, and one of the other ways: drawing all of them takes twenty times as long.
    init(_ choice: UInt8) {
        handlers = [NDJSONWriter(to: lines)]
        let screen = Screen(width: choice & 32 == 0 ? 80 : 40, color: false, ascii: choice & 16 != 0)
        switch choice & 15 {
        case 0: add("overview") { OverviewWriter(to: $0, on: screen, hints: true) }
        case 1: add("session") { SessionWriter(session: 1, to: $0, on: screen, hints: true) }
        case 2: add("reasons") { WhyView(session: 1, to: $0, on: screen, hints: true) }
        case 3: add("frame") { FrameView(frame: 1, session: 1, to: $0, on: screen) }
        case 4: add("last frame") { FrameView(frame: 3, session: 1, to: $0, on: screen) }
        case 5: add("message") { MessageView(message: 1, session: 1, to: $0, on: screen) }
        case 6: add("ladder") { LadderView(session: 1, to: $0) }
        case 7: add("frame's drawing") { FrameView(frame: 2, session: 1, to: $0, on: nil) }
        case 8: handlers.append(JSONWriter(to: document))
        default: break
        }
    }

    private func add(_ name: String, _ make: (Output) -> any DissectionHandler) {
        let output = Output()
        texts.append((name, output))
        handlers.append(make(output))
    }

    func handle(_ event: DissectionEvent) {
        for handler in handlers { handler.handle(event) }
    }

    /// Everything that was printed.
    var contents: [String] { [lines.contents, document.contents] + texts.map(\.output.contents) }

    /// Checks that all of it is well-formed, and safe to print.
    func check() throws(BrokenPromise) {
        try checkLines(Array(lines.contents.utf8))
        if !document.contents.isEmpty { try checkLines(Array(document.contents.utf8)) }
        for text in texts { try checkText(text.output.contents, text.name) }
    }
}
