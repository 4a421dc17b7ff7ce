import ArgumentParser

/// The command line: `ws101 COMMAND …`.
struct WS101: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ws101",
        abstract: "See, understand and debug WebSocket, down to the bit.",
        discussion: """
            ws101 reads a capture, or captures itself, and shows each WebSocket session as the wire carried it: the \
            handshake line by line, every frame as a bit diagram, who broke which rule, and why the session ended.

            EXAMPLES
              ws101 inspect trace.pcapng                 the sessions in a capture
              ws101 inspect trace.pcapng --session 1     one session, frame by frame
              sudo ws101 capture -i lo --port 8080       the same, live
              ws101 frame 81 85 37 fa 21 3d 7f 9f 4d 51 58   bytes that you typed, as a diagram
              ws101 explain 1006                         a close code, an opcode, a header, a rule
              ws101 learn                                the course, from the beginning

            EXIT STATUS
              0 read to the end; 1 an error was found and --strict given; 64 wrong usage; 65 damaged or no capture; \
            66 cannot be opened; 69 capturing is not possible here; 74 the results could not be written; \
            77 no permission; 130 Ctrl-C.
            """,
        version: "0.1.0",
        subcommands: [
            InspectCommand.self, CaptureCommand.self, FrameCommand.self, BuildCommand.self, ExplainCommand.self,
            DoctorCommand.self,
        ])
}

@main
enum Main {
    static func main() {
        do {
            var command = try WS101.parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            failure.report()
            WS101.exit(withError: ExitCode(failure.exitCode))
        } catch {
            WS101.exit(withError: error)
        }
    }
}
