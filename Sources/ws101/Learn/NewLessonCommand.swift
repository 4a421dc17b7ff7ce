import ArgumentParser
import Course
import Diagram
import Foundation
import Query
import Report
import Samples
import Wire

struct NewLessonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Begin a lesson: a folder with a small one that works.",
        discussion: """
            The lesson is about a sample of the program's, or about a capture of yours, which is copied beside it.

            EXAMPLES
              ws101 lessons new my-lesson
              ws101 lessons new my-lesson --capture trace.pcapng
            """)

    @Argument(help: ArgumentHelp("The folder to make; its last part becomes the lesson's id.", valueName: "folder"))
    var folder: String

    @Option(help: ArgumentHelp("The capture that the lesson is about.", valueName: "file"), completion: .file())
    var capture: String?

    func run() throws {
        let directory = URL(fileURLWithPath: folder, isDirectory: true)
        let id = directory.lastPathComponent
        let advice = "A name is of at most 60 small letters, digits and hyphens, and begins with a letter."
        guard !folder.isEmpty, LessonTemplate.isName(id) else {
            let shown = folder.isEmpty ? "" : Printable.escaped(id.count > 60 ? id.prefix(60) + "…" : id)
            throw Failure(Failure.usage, "'\(shown)' can't be a lesson's name", advice: advice)
        }
        // It is shown, and to be typed again.
        guard Printable.escaped(folder) == folder else {
            throw Failure(
                Failure.usage, "'\(Printable.escaped(folder))' has characters that can't be typed",
                advice: "Choose another folder.")
        }
        guard !FileManager.default.fileExists(atPath: directory.path) else {
            throw Failure(Failure.usage, "'\(folder)' is there already")
        }
        let named =
            capture.map { URL(fileURLWithPath: $0) } ?? SampleFiles.folder.appendingPathComponent("hello.pcapng")
        // The lesson gets the file itself, not a link to it.
        let source = named.resolvingSymlinksInPath()
        let recording = try Course.reporting { try Course.recording(at: source) }
        guard !recording.frames.isEmpty else {
            throw Failure(
                65, "there is no WebSocket frame in '\(source.lastPathComponent)'",
                advice: "The lesson to begin with is about frames: take a capture that has one.")
        }
        var isMade = false
        do {
            let parent = directory.deletingLastPathComponent().path
            let type = try? FileManager.default.attributesOfItem(atPath: parent)[.type] as? FileAttributeType
            if type == .typeRegular {
                throw Failure(Failure.output, "'\(folder)' can't be made: '\(parent)' is a file, not a folder")
            }
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            isMade = true
            if capture != nil {
                let ending = source.pathExtension == "pcap" ? "pcap" : "pcapng"
                try FileManager.default.copyItem(at: source, to: directory.appendingPathComponent("\(id).\(ending)"))
            }
            let text = LessonTemplate.text(id: id, recording: capture == nil ? "hello" : id)
            try Data(text.utf8).write(to: directory.appendingPathComponent("lesson.md"))
        } catch let failure as Failure {
            throw failure
        } catch {
            // A lesson that is half there would be in the way of the next try.
            if isMade { try? FileManager.default.removeItem(at: directory) }
            let trouble = FileTrouble(error)
            throw Failure(Failure.output, "'\(folder)' can't be written: \(trouble)", advice: trouble.advice)
        }
        let path = ShellWord.quoted(folder.contains("/") ? folder : "./\(folder)")
        try Results.write { output in
            output.line("\(folder)/lesson.md is written. Now:")
            output.line("  ws101 lessons preview \(path)   shows it again whenever you save it")
            output.line("  ws101 lessons lint \(path)      proves it")
            output.line("  ws101 learn \(path)             takes it")
        }
    }
}

/// The lesson that one begins with.
enum LessonTemplate {
    /// Whether `name` can be a lesson's id.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7a).contains(first), name.utf8.count <= 60 else { return false }
        return name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }

    /// A lesson that holds over every recording with a frame in it.
    static func text(id: String, recording: String) -> String {
        """
        ---
        id: \(id)
        number: 1
        title: A lesson of my own
        minutes: 5
        objective: You can say who spoke first, and how much was said.
        misconception: the server always speaks first.
        recording: \(recording)
        names:
          opener: first frame
        requires:
          - count(frames) >= 1
        ---

        Begin with two or three sentences: what this is about, and why anybody should care. Then ask for a prediction, before anything is shown
        that gives it away.

        ```ws101 predict
        id: \(id).first
        ask: The handshake is over. Who sends the first frame?
        options:
          - text: The client.
            when: opener.from == 'client'
            reply: Look at the first arrow after the handshake.
          - text: The server.
            when: opener.from == 'server'
            reply: Look at the first arrow after the handshake.
        hints:
          - Who had a reason to open the connection?
          - The arrows below show it.
        explain: Either side may speak first. Here it was the {{opener.from}}.
        ```

        Now show it. Text in double braces is computed: the frame has {{counted(opener.size, 'byte')}}.

        ```ws101 frame: opener
        ```

        ---

        Then let the learner do something with what was shown.

        ```ws101 number
        id: \(id).size
        ask: How many bytes does the first frame have on the wire, header and payload together?
        answer: opener.size
        unit: bytes
        about: opener
        hints:
          - The payload begins after the header.
          - The header has {{opener.headerLength}} bytes, and the payload {{opener.payloadLength}}.
        replies:
          - when: answer == opener.payloadLength and opener.headerLength > 0
            say: That is the payload alone. The header counts, too.
        explain: "{{opener.headerLength}} bytes of header and {{opener.payloadLength}} of payload."
        ```

        End with what comes next.

        """
    }
}
