import ArgumentParser
import Capture
import Foundation
import Processes
import Report

/// The command line: `ws101 COMMAND …`.
struct WS101: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ws101",
        abstract: "See, understand and debug WebSocket, down to the bit.",
        discussion: """
            ws101 reads a capture, or captures live, and shows each WebSocket session as the wire carried it: the \
            handshake line by line, every frame as a bit diagram, who broke which rule, and why the session ended.

            EXAMPLES
              ws101 inspect trace.pcapng               the sessions in a capture
              ws101 inspect trace.pcapng --session 1   one session, frame by frame
              sudo ws101 capture -i lo --port 8080     the same, live
              sudo ws101 run -- chromium https://localhost:8443/   a program's sessions, TLS opened
              ws101 frame 81 05 48 65 6c 6c 6f         typed bytes as a diagram
              ws101 explain 1006                       a code, a header, a rule
              ws101 playground                         a server to try it with
              ws101 learn                              the course

            EXIT STATUS
               0  read to the end; findings do not change it
               1  with --strict: an error was found
              64  wrong usage
              65  the file is damaged, or no capture
              66  the file cannot be opened
              69  capturing is not possible on this system
              74  the results could not be written
              77  no permission
             130  Ctrl-C; 143  SIGTERM; 129  the terminal went away: what was found so far was printed
            """,
        version: "0.1.0",
        subcommands: [
            InspectCommand.self, CaptureCommand.self, RunCommand.self, ExportCommand.self, FrameCommand.self,
            BuildCommand.self, ExplainCommand.self, DoctorCommand.self, PlaygroundCommand.self, LearnCommand.self,
            LessonsCommand.self,
        ])
}

@main
enum Main {
    static func main() {
        // First of all: before any file is opened, and before anything is written.
        StandardStreams.prepare()
        // ws101 starts itself for these.
        if FolderRemover.runIfAsked(CommandLine.arguments) { return }
        if SearchHelperProgram.runIfAsked(CommandLine.arguments) { return }
        exit(status())
    }

    /// Runs the command; the exit status.
    private static func status() -> Int32 {
        do {
            var command = try WS101.parseAsRoot()
            try command.run()
            return 0
        } catch {
            return status(tellingOf: error)
        }
    }

    /// Says what ended the command; the exit status.
    private static func status(tellingOf error: any Error) -> Int32 {
        if let failure = error as? Failure {
            failure.report()
            return failure.exitCode
        }
        // ArgumentParser would print this itself, and not notice where it can't.
        let status = WS101.exitCode(for: error).rawValue
        let text = WS101.fullMessage(for: error)
        guard !text.isEmpty else { return status }
        guard status == 0 else {
            Console.error(text)
            return status
        }
        // Help, the version and completion scripts are results.
        do {
            try Results.write { $0.line(text) }
            return status
        } catch {
            return Self.status(tellingOf: error)
        }
    }
}
