import Foundation
import Samples
import Testing

/// Standard output and error that are full, closed, or pipes without a reader: no command traps, and each keeps its status.
@Suite struct StreamFailureTests {
    /// What is done to a stream, as the shell says it: descriptor 4 is a pipe whose reader is gone.
    enum State: String, CaseIterable, CustomTestStringConvertible {
        case full = "/dev/full"
        case closed = "&-"
        case broken = "&4"

        var testDescription: String { "\(self)" }
    }

    private static let hello = SampleFiles.folder.appendingPathComponent("hello.pcapng").path

    /// Every command, with arguments that end well and arguments that do not.
    static let commands = [
        "", "--help", "--version", "--nonsense", "help", "help inspect", "nonsense",
        "--generate-completion-script bash",
        "--generate-completion-script zsh", "--generate-completion-script fish", "--experimental-dump-help",
        "inspect --help", "capture --help", "export --help", "frame --help", "build --help", "explain --help",
        "doctor --help", "learn --help", "learn check --help", "lessons --help", "lessons lint --help",
        "inspect", "inspect no-such-file", "inspect /dev/null", "inspect -", "inspect hello",
        "inspect hello --session 1",
        "inspect hello --session 1 --why", "inspect hello --session 1 --tls", "inspect hello --session 1 --frame 1",
        "inspect hello --session 1 --frame 1 --format svg", "inspect hello --session 1 --message 1",
        "inspect hello --packet 1", "inspect hello --session 9", "inspect hello --format ndjson",
        "inspect hello --format json", "inspect hello hello", "inspect hello --keylog no-such-file", "inspect damaged",
        "inspect hello --jobs 2",
        "capture --list-interfaces", "capture -i no-such-interface --count 1", "capture --write - --format ndjson",
        "export hello --session 1 -o -", "export hello --session 9 -o -", "export no-such-file --session 1 -o -",
        "export hello --session 1 -o /dev/null", "export hello --session 1 -o /nowhere/x",
        "frame 81 05 48 65 6c 6c 6f", "frame zz", "frame -", "build text Hello", "build nonsense",
        "build close --code 7",
        "explain", "explain 1006", "explain nonsense", "doctor", "learn", "learn 1", "learn nonsense", "lessons",
        "learn check streams.predict --answer c", "learn check nonsense --answer c", "lessons lint",
    ]

    /// Runs the commands, each with its streams as `redirections` say, and gives the status, output and error of each.
    private func runs(_ commands: [String], _ redirections: String) throws -> [Program.Result] {
        let folder = try TemporaryFolder()
        let hello = try Data(contentsOf: URL(fileURLWithPath: Self.hello))
        try hello.write(to: folder.file("hello"))
        try hello.dropLast(7).write(to: folder.file("damaged"))
        var script = """
            cd '\(folder.url.path)'; export XDG_STATE_HOME="$PWD"
            mkfifo pipe; exec 3<>pipe; exec 4>pipe; exec 3>&-

            """
        for (index, command) in commands.enumerated() {
            script +=
                "\"$WS101\" \(command) </dev/null >out\(index) 2>err\(index) \(redirections); echo $? >status\(index)\n"
        }
        #expect(try Program.shell(script).status == 0)
        return commands.indices.map { index in
            let texts = ["out", "err", "status"].map { name in
                (try? Data(contentsOf: folder.file("\(name)\(index)"))).map { String(decoding: $0, as: UTF8.self) }
                    ?? ""
            }
            return Program.Result(output: texts[0], error: texts[1], status: Int32(texts[2].dropLast()) ?? -1)
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: State.allCases)
    func standardErrorChangesNothing(state: State) throws {
        let usual = try runs(Self.commands, "")
        let failing = try runs(Self.commands, "2>\(state.rawValue)")
        for (index, command) in Self.commands.enumerated() {
            #expect(failing[index].status == usual[index].status, "\(command)")
            #expect(failing[index].output == usual[index].output, "\(command)")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: State.allCases)
    func standardOutputThatFailsIsToldUnlessItsReaderWent(state: State) throws {
        let usual = try runs(Self.commands, "")
        let failing = try runs(Self.commands, ">\(state.rawValue)")
        for (index, command) in Self.commands.enumerated() {
            if usual[index].output.isEmpty {
                #expect(failing[index].status == usual[index].status, "\(command)")
            } else if state == .broken {
                // Nothing more is read then, damage neither.
                #expect([usual[index].status, 0].contains(failing[index].status), "\(command)")
                #expect(failing[index].error.isEmpty || !usual[index].error.isEmpty, "\(command)")
            } else {
                #expect(failing[index].status == 74, "\(command)")
                #expect(failing[index].error.contains("be written"), "\(command)")
            }
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: State.allCases)
    func bothMayFail(state: State) throws {
        let usual = try runs(Self.commands, "")
        let failing = try runs(Self.commands, ">\(state.rawValue) 2>\(state.rawValue)")
        for (index, command) in Self.commands.enumerated() {
            let isTold = !usual[index].output.isEmpty && state != .broken
            let expected =
                isTold ? [74] : usual[index].output.isEmpty ? [usual[index].status] : [usual[index].status, 0]
            #expect(expected.contains(failing[index].status), "\(command)")
        }
    }

    /// The number of a closed stream must not go to the next file that is opened.
    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func nothingElseIsWrittenToAFile(closed: String) throws {
        let folder = try TemporaryFolder()
        let script = """
            cd '\(folder.url.path)'; cp '\(Self.hello)' hello; cp hello before
            "$WS101" export hello --session 1 -o usual 2>/dev/null
            (exec \(closed); "$WS101" export hello --session 1 -o other; "$WS101" inspect hello; "$WS101" inspect no-such)
            cmp usual other && cmp hello before
            """
        #expect(try Program.shell(script).status == 0)
    }

    @Test func aClosedInputIsAnErrorAndNoTrap() throws {
        for command in ["frame -", "inspect -"] {
            let result = try Program.shell("\"$WS101\" \(command) <&-; echo $?")
            #expect(result.output == "66\n")
            #expect(result.error.contains("cannot be read"))
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func aFullDiskIsToldOfAFileThatWasAskedFor() throws {
        let result = try Program.shell("\"$WS101\" export '\(Self.hello)' --session 1 -o /dev/full; echo $?")
        #expect(result.output == "74\n")
        #expect(result.error == "ws101: /dev/full: cannot be written: No space left on device\n")
    }

    /// The system raises a signal there, which would end the program.
    @Test func aLimitOnTheSizeOfFilesIsToldToo() throws {
        let folder = try TemporaryFolder()
        let result = try Program.shell(
            """
            cd '\(folder.url.path)'
            "$WS101" export '\(Self.hello)' --session 1 -o small 2>/dev/null
            (ulimit -f 0; "$WS101" export '\(Self.hello)' --session 1 -o big >/dev/null 2>&1; exit $?)
            [ $? = 74 ] && [ -s small ] && ! [ -s big ]
            """)
        #expect(result.status == 0)
    }
}
