import ArgumentParser
import Capture
import Foundation

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a command and show its WebSocket sessions, those over TLS in the clear.",
        discussion: """
            Starts the command as you, also under sudo, with a private key log in its environment (SSLKEYLOGFILE, and \
            NODE_OPTIONS for Node), captures as ws101 capture does, and shows the sessions of the command and of the \
            processes that it starts. It ends when the command ends, with the command's exit status (128 and the \
            signal's number if a signal ended it, 127 if it was not found, 126 if it could not be run; where that is 0, \
            1 with --strict if an error was found), and removes the keys. Ctrl-C goes to the command.

            The command keeps standard input, output and error. What ws101 shows goes to standard error, or with \
            --output to a file.

            EXAMPLES
              sudo ws101 run -- chromium https://localhost:8443/
              sudo ws101 run -- node server.js
              sudo ws101 run -o sessions.ndjson --format ndjson -- python3 client.py
              sudo ws101 run -w trace.pcapng --with-secrets -- npm test
              sudo env "PATH=$PATH" ws101 run -- node app.js    for a node that sudo does not find
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write what is shown to this file; - is standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(help: "Do not remove the keys at the end; ws101 says where they are.")
    var keepKeys = false

    @OptionGroup var capture: CaptureCommand

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The command and its arguments, after --.", valueName: "command"))
    var command: [String] = []

    func validate() throws {
        // From the first word on that is no option of its own, all is the command's; these two are never commands.
        if let first = command.first, ["--help", "-h"].contains(first) {
            throw CleanExit.helpRequest(RunCommand.self)
        }
        if capture.waitForInterface {
            throw ValidationError("'--wait-for-interface': ws101 run starts its command at once; use ws101 capture.")
        }
        if capture.listInterfaces { throw ValidationError("--list-interfaces: use ws101 capture.") }
        if capture.processes.process != nil {
            throw ValidationError("'--process': ws101 run shows the sessions of its command; use ws101 capture.")
        }
        if capture.recording.file == "-" {
            throw ValidationError("'--write -': standard output is the command's; write the packets to a file.")
        }
        guard let first = words.first else {
            throw ValidationError("Name the command to run: ws101 run -- COMMAND …")
        }
        if command.first != "--", first.hasPrefix("-") {
            throw ValidationError("Unknown option '\(first)'. The command goes after --: ws101 run -- COMMAND …")
        }
    }

    /// The command without the terminator before it.
    var words: [String] { command.first == "--" ? Array(command.dropFirst()) : command }

    func run() throws {
        let launch = Launch(words, keepsKeys: keepKeys, output: output)
        defer {
            // The command goes on, and is waited for, also where the capture has ended by itself, or failed.
            launch.wait()
            launch.end()
        }
        do {
            try capture.capture(of: launch)
        } catch let error as CaptureError {
            throw Failure(error)
        } catch let own as ExitCode {
            // Of two statuses that say that something is wrong, the command's is the one that was asked for.
            launch.wait()
            throw ExitCode(launch.exitStatus.flatMap { $0 == 0 ? nil : $0 } ?? own.rawValue)
        }
        launch.wait()
        if let status = launch.exitStatus, status != 0 { throw ExitCode(status) }
    }
}
