import ArgumentParser
import Capture
import Course
import Diagram
import Dissection
import Foundation
import Lessons
import Playground
import Processes
import Query
import Report
import Synchronization
import Wire

/// The lesson about what the learner has just sent: its recording is made first.
struct LiveLesson {
    /// The folder with the lesson, its recording and the progress in it, which can be read by its owner only.
    let folder: URL

    /// Starts the playground and captures until everything that the lesson asks about has been sent, or Enter is pressed.
    ///
    /// It is sent by a browser or, if `isVisited`, by a client of the program's own.
    ///
    /// - Throws: `CaptureError` without the right to capture, `Failure`, and `ExitCode` after Ctrl-C.
    init(isVisited: Bool, on screen: Screen) throws {
        let stop = StopFlag()
        // What is captured has to be said before the playground is there.
        guard let port = LoopbackSocket.freePort() else {
            throw Failure(69, "this machine has no free port on 127.0.0.1")
        }
        var options = LiveCapture.Options()
        options.interface = Self.loopback
        options.filter = "tcp port \(port)"
        let privileges = try Privileges()
        let live = try LiveRun([options], waits: false, keep: 16 << 20, packetLimit: nil, stop: stop)
        try privileges.becomeOwner()
        // Not confined: the server, the line editor and the saved answers need sockets and files.
        _ = try privileges.giveUp()
        // Only now: the folder belongs to the user, and threads have no more rights than the one that begins them.
        folder = URL(fileURLWithPath: try TemporaryFolder.make("ws101-live"), isDirectory: true)
        do {
            let interruption = Interruption(stop)
            let server = try Failure.starting {
                try PlaygroundServer(PlaygroundServer.Options(port: port, tlsPort: nil)) { _ in }
            }
            defer { waiting { await server.stop(grace: .milliseconds(200)) } }
            try live.open(RecordingArguments.parse(["--write", recording.path]))
            try live.begin(duration: nil)
            let dialogue = LiveDialogue(server, isVisited: isVisited, on: screen)
            dialogue.begin()
            // The answer to the last Close, and the end of TCP, belong to the picture.
            let watcher = LiveWatcher(tell: dialogue.tell) {
                DispatchQueue.global().asyncAfter(deadline: .now() + 0.5) { stop.stop() }
            }
            let enter =
                isatty(STDIN_FILENO) == 1
                ? EnterKey(on: STDIN_FILENO) { if dialogue.isEnough() { stop.stop() } } : nil
            defer { enter?.end() }
            let tour = isVisited ? PlaygroundTour(Self.stops, server, PlaygroundJournal()) : nil
            let damage = try Run(source: live.ring.reader(), output: Output()).dissect(Self.dissection, for: watcher)
            tour?.cancel()
            let written = live.end()
            if let damage { throw Failure(damage) }
            if let failure = written?.failure { throw Failure(failure) }
            if let code = interruption.exitCode { throw ExitCode(code) }
            try writeLesson()
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    /// The capture file.
    var recording: URL { folder.appendingPathComponent("live.pcapng") }

    /// Where the answers are kept.
    var progress: ProgressStore { ProgressStore(file: folder.appendingPathComponent("progress.json")) }

    /// Writes the lesson about what was captured, and a beginning of progress.
    private func writeLesson() throws {
        let recording = try Recording(contentsOf: recording)
        guard let text = try Self.text(over: recording) else {
            throw Failure(
                69, "nothing was captured that the lesson could ask about",
                advice: "Open /echo at the playground, and send a short text there.")
        }
        try text.write(to: folder.appendingPathComponent("lesson.md"), atomically: true, encoding: .utf8)
        try progress.save(Progress())
    }

    /// The text of the lesson about `recording`; nil if there is nothing in it that can be asked about.
    static func text(over recording: Recording) throws -> String? {
        let numbers = { (path: String) in
            recording.sessions.filter { $0.start.path == path }.suffix(mostSessions).map(\.start.session)
        }
        return try SectionedLesson(folder: LessonFiles.folder.appendingPathComponent("live", isDirectory: true))
            .text(over: recording, sessions: ["TALK": numbers("/echo"), "RUDE": numbers("/masked")])
    }

    /// So many of the last sessions at an endpoint come into question.
    private static let mostSessions = 20

    /// The loopback interface.
    private static var loopback: String {
        #if os(macOS)
        "lo0"
        #else
        "lo"
        #endif
    }

    private static var dissection: DissectionOptions {
        var options = DissectionOptions()
        options.wireLimit = 256
        return options
    }

    private static var stops: [PlaygroundTour.Stop] {
        ["echo", "masked"].compactMap { name in
            PlaygroundEndpoint.all.first { $0.name == name }.map {
                PlaygroundTour.Stop(endpoint: $0, visit: $0.visits[0])
            }
        }
    }
}

extension LessonCommand {
    /// Records what the learner sends, and leads through the lesson about it; without a terminal it is printed.
    func takeLive() throws {
        let lesson: LiveLesson
        do {
            lesson = try LiveLesson(isVisited: live.visit, on: screen.screen)
        } catch let error as CaptureError {
            throw Failure(error)
        }
        let course = try Course.own(lesson.folder.path)
        guard hasTerminal else {
            return try Course.reporting { try print(course, nil, own: lesson.folder.path) }
        }
        try Course.reporting {
            let runner = LessonRunner(course: course, progress: lesson.progress, page: page)
            runner.command = nil
            try lead(runner) { try runner.start(nil) }
        }
        // Not folded: it is there to be copied.
        try Results.write { output in
            output.line("To go on: ws101 learn \(ShellWord.quoted(lesson.folder.path))")
            output.line("The capture: ws101 inspect \(ShellWord.quoted(lesson.recording.path))")
        }
    }
}
