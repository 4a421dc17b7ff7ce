import ArgumentParser
import Capture
import Diagram
import Dissection
import Foundation
import Query
import Report

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Take a capture file apart: its sessions, then one session, frame, message or packet.",
        discussion: """
            Reads pcap and pcapng, as they are or compressed with gzip, zstd, lz4 or xz; several files are merged by \
            time, so a session that spans the files of a rotated set is one session. Without a choice it lists the sessions; --session N shows one as a ladder of frames with \
            its handshake and its end, --why says why it closed or never opened, and --frame, --message or --packet draws a single thing down to its bits.

            What comes live through a pipe (the packets are of this minute, or have yet to come) shows line by line, as \
            ws101 capture does it, and the overview at the end; so does any pipe with --follow. A file in a pipe has the \
            overview only.

            EXAMPLES
              ws101 inspect trace.pcapng
              ws101 inspect trace.pcapng --session 1
              ws101 inspect trace.pcapng --session 1 --why
              ws101 inspect trace.pcapng --session 1 --frame 4
              ws101 inspect trace.pcapng --session 1 --frame 4 --format svg > frame.svg
              ws101 inspect wss.pcapng --keylog keys.txt --session 1 --tls
              ws101 inspect wss.pcapng --keylog keys.txt --session 1 --record 7
              ws101 inspect trace.pcapng --packet 12
              ws101 inspect trace.pcapng --where 'tcpEnd == reset'
              ws101 inspect trace.pcapng --session 1 --where 'opcodeName == text and payloadLength > 125'
              ws101 inspect trace.pcapng --path /chat --match '/error|warn/i' --format ndjson
              ws101 inspect trace.pcapng --port 80,443,9000-9100
              ws101 inspect trace.pcapng --host 10.0.0.7 --strict
              ws101 inspect trace.pcapng --format ndjson | jq 'select(.type == "finding")'
              ws101 inspect late.pcapng --decode-as 9000=websocket
              ws101 inspect trace.pcap.zst
              ws101 inspect rotated.pcap* --session 3
              ws101 inspect secure.pcapng --keylog keys.txt
              ws101 inspect --follow growing.pcap
              tcpdump -U -w - -i lo tcp port 8080 | ws101 inspect -
              ws101 inspect --follow growing.pcap --full --time relative
            """)

    @Argument(
        help: ArgumentHelp("The captures, pcap or pcapng; - is standard input.", valueName: "file"),
        completion: .file(extensions: ["pcap", "pcapng", "cap", "gz", "zst", "lz4", "xz"]))
    var files: [String]

    @Option(help: "Show session N.")
    var session: Int?

    @Option(help: "Show frame N of the session as a bit diagram.")
    var frame: Int?

    @Option(help: "Show message N of the session.")
    var message: Int?

    @Flag(help: "Say why the session closed, or never opened: the likely causes, and what to do.")
    var why = false

    @Option(help: "Show TLS record N of the session, and how it is protected.")
    var record: Int?

    @Flag(help: "Show the session's TLS handshake, message by message.")
    var tls = false

    @Option(help: "Show packet N of the capture, header by header.")
    var packet: Int?

    @OptionGroup var packets: PacketArguments
    @OptionGroup var shown: ChoiceArguments

    @Option(
        help: ArgumentHelp(
            "How many threads take sessions apart; the results are the same (default: one for each processor, at most 4; 1 for ndjson, pipes and --follow).",
            valueName: "number"))
    var jobs: Int?

    @Flag(help: "Wait for more at the end of the file, which is being written, until Ctrl-C.")
    var follow = false

    @Option(help: "text, json, ndjson, or svg (a session, a frame, a TLS record or a packet).")
    var format: OutputFormat = .text

    @OptionGroup var live: LiveArguments
    @OptionGroup var dissection: DissectionArguments
    @OptionGroup var screen: ScreenOptions

    /// So many threads unless more are asked for: one thread reads packets, and could not keep more of them busy.
    private static let mostJobs = 4

    func validate() throws {
        if follow, files.count > 1 {
            throw ValidationError("--follow watches one file: leave it out for several files.")
        }
        for (name, number) in [
            ("session", session), ("frame", frame), ("message", message), ("record", record), ("packet", packet),
        ] {
            if let number, number < 1 { throw ValidationError("'--\(name) \(number)': numbers begin at 1.") }
        }
        guard [frame, message, record, packet].compactMap(\.self).count <= 1 else {
            throw ValidationError("--frame, --message, --record and --packet each ask for one thing: give one of them.")
        }
        if !shown.isEmpty {
            if why || tls || [frame, message, record, packet].contains(where: { $0 != nil }) {
                throw ValidationError(
                    "\(shown.names.joined(separator: ", ")) \(shown.names.count == 1 ? "chooses" : "choose") among many "
                        + "things: leave out --why, --tls, --frame, --message, --record and --packet.")
            }
        }
        if tls, session == nil { throw ValidationError("--tls is about one session: add --session N.") }
        if tls, why || [frame, message, record, packet].contains(where: { $0 != nil }) {
            throw ValidationError(
                "--tls is about the whole handshake: leave out --why, --frame, --message and --record.")
        }
        if tls || record != nil, format == .json || format == .ndjson {
            throw ValidationError(
                "\(tls ? "--tls" : "--record") comes as text\(tls ? "" : " or svg"). Scripts find its facts in the `session` and "
                    + "`record` lines.")
        }
        if tls, format == .svg { throw ValidationError("--tls comes as text; --record draws one record.") }
        if let jobs, jobs < 1 { throw ValidationError("'--jobs \(jobs)': at least 1.") }
        if why, frame != nil || message != nil || packet != nil {
            throw ValidationError("--why is about a whole session: leave out --frame, --message and --packet.")
        }
        if why, format != .text {
            throw ValidationError(
                "--why comes as text: leave out --format. Scripts find its facts in the `close` and `finding` lines of "
                    + "--format ndjson.")
        }
        guard packet == nil || session == nil else {
            throw ValidationError("--packet counts in the whole capture: leave out --session.")
        }
        if format == .svg, session == nil && frame == nil && record == nil && packet == nil || message != nil {
            throw ValidationError("'--format svg' draws one thing: add --session, --frame, --record or --packet.")
        }
        if packet != nil, format == .json || format == .ndjson {
            throw ValidationError("--packet comes as text or svg.")
        }
    }

    func run() throws {
        let interruption = Interruption()
        do {
            let choice = try packets.choice()
            let shown = try shown.choice(session: shown.isEmpty ? nil : session)
            var source: any PacketSource =
                follow && files != ["-"]
                ? try CaptureFile.open(files[0], stop: interruption.stop, isFollowed: true, tellsSilence: true)
                : try CaptureFile.open(files, stop: interruption.stop, tellsSilence: true)
            if source.problems.count == files.count { throw report(source.problems) }
            if follow, files != ["-"], !dissection.quiet {
                Console.error("ws101: following \(files[0]); Ctrl-C ends it")
            }
            let keyLogs = try KeyLogs(
                dissection.keys.keyLogs, for: follow ? .live : source.progress?.total == nil ? .piped : .stored,
                stop: interruption.stop, quiet: dissection.quiet)
            let filter = try choice.filter.map { try PacketFilter($0, for: source.info.interfaces.map(\.linkType)) }
            var isLive = files == ["-"] && follow
            if files == ["-"], !follow, source.progress?.total == nil, format == .text {
                let peeked = PeekedSource(source)
                isLive = peeked.isLive
                source = peeked
            }
            try Results.write(live: isLive || follow && format == .text) { output in
                try dissect(source, choice, shown, filter, keyLogs, output, interruption, isLive)
            }
        } catch let error as CaptureError {
            // What an interrupted pipe has not given is no damage.
            if let code = interruption.exitCode { throw ExitCode(code) }
            throw Failure(error)
        }
    }

    private func dissect(
        _ source: any PacketSource, _ choice: PacketChoice, _ shown: Choice, _ filter: PacketFilter?,
        _ keyLogs: KeyLogs, _ output: Output, _ interruption: Interruption, _ isLive: Bool
    ) throws {
        let view = InspectView(self, shown, output: output, screen: screen.screen, isLive: isLive)
        let verdict = Verdict(for: view.handler)
        var run = Run(source: source, output: output, filter: filter)
        // Where results come to the same terminal meanwhile, progress would stand in their way.
        if !dissection.quiet, Console.isTerminal, !follow, view.printsAtTheEnd || isatty(STDOUT_FILENO) == 0 {
            run.progress = ProgressLine(sessions: { verdict.sessions })
        }
        if view.live != nil { run.turns = turns(output, view, source, verdict) }
        run.keyLogs = keyLogs
        run.eachSlab = view.eachSlab
        run.jobs = jobs ?? defaultJobs(source)
        var options = view.options
        choice.apply(to: &options)
        options.keys = keyLogs.table
        // A pcapng file may bring keys behind the packets that they open.
        options.mayKeysCome = keyLogs.mayBringKeys || files.count > 1 || source.info.format == .pcapng
        let damage = try run.dissect(options, for: verdict)
        try Results.finish(output)
        if let code = interruption.exitCode {
            if let partial = verdict.summary?.interruption, !view.tellsInterruption {
                Console.error("ws101: \(partial.sentence)")
            }
            throw ExitCode(code)
        }
        if let damage { throw Failure(damage) }
        if !source.problems.isEmpty { throw report(source.problems) }
        try view.check()
        if dissection.strict, verdict.summary?.errors ?? 0 > 0 { throw ExitCode(1) }
    }

    private func turns(
        _ output: Output, _ view: InspectView, _ source: any PacketSource, _ verdict: Verdict
    ) -> LiveTurns {
        let name = files == ["-"] ? "standard input" : files[0]
        return LiveTurns(
            output, writer: view.live,
            source: dissection.quiet ? nil : NothingText.Source(name: name, filter: packets.filter, isInterface: false),
            drops: { nil },
            sessions: { verdict.sessions })
    }

    /// Several threads take longer to tell what happened: not for what comes while it happens.
    private func defaultJobs(_ source: any PacketSource) -> Int {
        // Lines are written by one thread, and take it more time than all the rest; a second one would only hand over.
        guard !follow, format != .ndjson, source.progress?.total != nil else { return 1 }
        return min(ProcessInfo.processInfo.activeProcessorCount, Self.mostJobs)
    }

    /// Says which files could not be read, and why; the first one decides the exit status.
    private func report(_ problems: [CaptureError]) -> ExitCode {
        for problem in problems { Failure(problem).report() }
        return ExitCode(problems.first?.kind.exitCode ?? 0)
    }
}
