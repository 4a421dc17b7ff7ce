import ArgumentParser
import Capture
import Diagram
import Dissection
import Foundation
import Processes
import Query
import Report
import Terminal

struct CaptureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Capture live and show sessions as they happen.",
        discussion: """
            Needs the right to capture: run it with sudo (the rights are given up once the interface is open), or see \
            ws101 doctor. Ctrl-C ends it. Without --port, --host and --filter it captures every TCP port: a WebSocket is known by its content.

            Each message is a line: time, session, who sent it, its size, and what of it differs from the message before it \
            from the same side. --full shows messages whole. A status line stands below on a terminal; if no session \
            shows for 5 s, ws101 says what came instead.

            On a terminal, Space pauses and scrolls back in a full screen, where Enter opens the message of a line, / filters \
            and f shows one session; m draws a mark, s saves the packets so far, q ends, and ? lists the keys.

            EXAMPLES
              sudo ws101 capture -i lo --port 3000,8080,9000-9100
              sudo ws101 capture --port 80,443
              sudo ws101 capture --full --time delta
              sudo ws101 capture --path /chat --from server --no-control
              sudo ws101 capture --where 'severity == error or opcodeName == close'
              sudo ws101 capture --host 10.0.0.7 -w trace.pcapng
              sudo ws101 capture -i any --port 8080 --format ndjson | jq .type
              sudo ws101 capture -i lo --port 9000 --decode-as 9000=websocket
              sudo ws101 capture --list-interfaces
            """)

    @Option(
        name: .shortAndLong,
        help: "An interface; may be given several times (default: any, which is all of them; see --list-interfaces).")
    var interface: [String] = []

    @OptionGroup var packets: PacketArguments

    @Option(help: "Show only session N.")
    var session: Int?

    @OptionGroup var shown: ChoiceArguments
    @OptionGroup var recording: RecordingArguments

    @Option(help: "End after so many packets.")
    var count: Int?

    @Option(help: ArgumentHelp("End after so many seconds.", valueName: "seconds"))
    var duration: Double?

    @Option(help: ArgumentHelp("Bytes kept of each packet, 1 to 262144.", valueName: "bytes"))
    var snaplen = 262_144

    @Option(
        help: ArgumentHelp(
            "The kernel's buffer, for what comes while ws101 gets no processor: 256KB to 1GB.", valueName: "size"))
    var bufferSize = ByteSize(bytes: 16 << 20)

    @Flag(help: "Capture packets for other hosts too.")
    var promiscuous = false

    @Flag(help: "Wait for an interface that is missing or down, and go on when it is back.")
    var waitForInterface = false

    @Flag(help: "List the interfaces and end.")
    var listInterfaces = false

    @Option(help: "text, json or ndjson.")
    var format: OutputFormat = .text

    @OptionGroup var processes: ProcessOptions
    @OptionGroup var live: LiveArguments
    @OptionGroup var rights: RightsArguments
    @OptionGroup var dissection: DissectionArguments
    @OptionGroup var screen: ScreenOptions

    func validate() throws {
        if let session, session < 1 { throw ValidationError("'--session \(session)': numbers begin at 1.") }
        try CaptureLimits.check(count: count, duration: duration, snapLength: snaplen, buffer: bufferSize)
        try CaptureLimits.check(names: interface, of: "--interface")
        if format == .svg { throw ValidationError("'--format svg' draws what was captured: use ws101 inspect.") }
        if recording.file == "-", format != .text {
            throw ValidationError(
                "'--write -': standard output carries the packets then, and text goes to standard error; leave out --format."
            )
        }
    }

    func run() throws {
        do {
            if listInterfaces { return try list() }
            try capture()
        } catch let error as CaptureError {
            throw Failure(error)
        }
    }

    private func list() throws {
        let interfaces = try LiveCapture.interfaces()
        try Results.write { $0.write(InterfaceTable.text(interfaces, on: screen.screen)) }
        // Listing needs no permission: whoever lists them wants to capture.
        Capabilities.takeRightToCapture()
        do throws(CaptureError) {
            _ = try LiveCapture(LiveCapture.Options())
        } catch  where error.kind == .noPermission {
            Console.error("ws101: you may not capture on them yet.\n\(error.advice ?? "")")
        } catch {}
    }

    /// Captures: everything, or for `ws101 run` the sessions of its command.
    func capture(of launch: Launch? = nil) throws {
        let stop = launch?.stop ?? StopFlag()
        // Standard output carries the packets then.
        if recording.file == "-" { ResultsPlace.move(to: STDERR_FILENO) }
        let choice = try packets.choice()
        let shown = try shown.choice(session: session)
        let privileges = try Privileges(user: rights.user, reopens: waitForInterface)
        let live = try LiveRun(
            interfaces.map { self.options($0, choice) }, waits: waitForInterface, keep: recording.keepLast.bytes,
            packetLimit: count, stop: stop)
        let naming = try ProcessNaming(processes, launch)
        try privileges.becomeOwner()
        try launch?.start()
        for warning in live.captures.flatMap(\.warnings) { Console.error("ws101: \(warning)") }
        // Only now: what the user may not read is not read with the rights of root either.
        let keyLogs = try KeyLogs(
            dissection.keys.keyLogs + (launch?.keyLogs ?? []), for: .live, stop: stop, quiet: dissection.quiet)
        if recording.file != "-", launch == nil { try Results.check() }
        try live.open(recording)
        let held = try Rights.giveUp(privileges, confinement(keyLogs))
        try recording.check()
        // Threads come only now: each has no more rights than the one that begins it.
        let interruption = launch == nil ? Interruption(stop) : nil
        try live.begin(duration: duration.map { .seconds($0) })
        launch?.watch()
        if !dissection.quiet { announce(live, choice, held, launch) }
        let queue = queue
        let output = Output(to: queue)
        let source = live.ring.reader()
        var run = Run(source: source, output: output)
        run.keyLogs = keyLogs
        let keptKeys = KeptKeys()
        run.eachSlab = { slab, _ in
            keptKeys.add(slab.secrets)
            guard recording.withSecrets else { return }
            for text in slab.secrets { live.write(secrets: text.bytes) }
        }
        var options = dissection.options(payloads: true)
        choice.apply(to: &options)
        options.keys = keyLogs.table
        options.mayKeysCome = keyLogs.mayBringKeys
        options.connectionBegan = naming.begin()
        if format == .text { options.wireLimit = InspectView.excerptLimit } else { options.tellsRecords = true }
        let scrollback = hasKeys && launch == nil ? Scrollback() : nil
        let writer = handler(output, scrollback)
        let lines = shown.filter(writer, options: &options, listsEvents: format != .text)
        let verdict = Verdict(for: lines)
        let keys = scrollback.flatMap { scrollback in
            let details = DetailReader(
                ring: live.ring, table: keyLogs.table, keys: keptKeys, dissection: dissection, choice: choice,
                stop: stop)
            let packets = lastPackets(live, held)
            return LiveKeys(
                LiveKeys.Parts(
                    scrollback: scrollback, queue: queue, details: details, screen: screen.screen, stop: stop,
                    save: packets.saved, mark: live.marker))
        }
        // Nobody has chosen yet what is told of connections that wait.
        let isChoosing = shown.isRestricting || launch != nil || processes.choice != nil
        run.turns = LiveTurns(
            output, writer: isChoosing ? nil : writer as? LiveWriter,
            source: dissection.quiet ? nil : nothingSource(live, choice), drops: { live.drops },
            sessions: { verdict.sessions }, keys: keys)
        let damage = try run.dissect(options, for: naming.handler(for: verdict) { live.write(comment: $0) })
        let written = live.end()
        output.finish()
        if !dissection.quiet { report(live, source, written, verdict.summary, output, interruption) }
        if interruption?.hasLostTerminal != true { try Results.finish(output) }
        naming.finish(launch)
        // Whoever ends a program from outside does not answer questions.
        if written == nil, launch == nil, !dissection.quiet,
            [nil, Failure.interrupted].contains(interruption?.exitCode)
        {
            var packets = lastPackets(live, held)
            packets.notable = verdict.notable
            packets.offer()
        }
        if let damage { throw Failure(damage) }
        // The recorder has said what happened.
        if let failure = written?.failure { throw ExitCode(failure.kind.exitCode) }
        if let code = interruption?.exitCode { throw ExitCode(code) }
        if dissection.strict, verdict.summary?.errors ?? 0 > 0 { throw ExitCode(1) }
    }

    private func lastPackets(_ live: LiveRun, _ held: Rights) -> LastPackets {
        LastPackets(
            ring: live.ring, keyLogs: dissection.keys.keyLogs, isConfined: held.means.contains(.landlock))
    }

    /// Whether keys are read while lines pass.
    private var hasKeys: Bool { format == .text && LiveKeys.arePossible }

    /// What carries the results.
    private var queue: LineQueue {
        switch format {
        case .text, .svg: LineQueue(to: ResultsPlace.file, .text)
        case .ndjson: LineQueue(to: ResultsPlace.file, .ndjson)
        // A document with holes is none.
        case .json: LineQueue(to: ResultsPlace.file, .wait)
        }
    }

    /// The interfaces to capture on; nil stands for the default.
    private var interfaces: [String?] { interface.isEmpty ? [nil] : interface }

    private func options(_ interface: String?, _ choice: PacketChoice) -> LiveCapture.Options {
        var options = LiveCapture.Options()
        options.interface = interface
        options.filter = choice.expression
        options.snapLength = snaplen
        options.bufferSize = bufferSize.bytes
        options.isPromiscuous = promiscuous
        return options
    }

    private func handler(_ output: Output, _ scrollback: Scrollback?) -> any DissectionHandler {
        switch format {
        case .json: JSONWriter(to: output)
        case .ndjson: NDJSONWriter(to: output)
        case .text, .svg:
            LiveWriter(
                to: output, on: liveScreen(keepsLines: scrollback != nil), options: live.options(screen, scrollback))
        }
    }

    private func liveScreen(keepsLines: Bool) -> Screen {
        var screen = screen.screen(unknownWidth: LiveArguments.pipedWidth)
        // The full screen shows the same lines, and has no more colours.
        if keepsLines, screen.depth == .direct { screen.depth = .indexed }
        return screen
    }

    private func nothingSource(_ live: LiveRun, _ choice: PacketChoice) -> NothingText.Source {
        NothingText.Source(
            name: live.captures.map(\.info.file).joined(separator: ", "), filter: choice.words, isInterface: true)
    }

    /// The files that are opened while packets come, or after them.
    private func confinement(_ keyLogs: KeyLogs) -> Confinement {
        // With a file too: the key that saves is there for whoever wants them apart.
        var confinement = recording.confinement(savesLastPackets: recording.file == nil || hasKeys)
        confinement.reopensInterfaces = waitForInterface
        confinement.readablePaths.formUnion(keyLogs.folders)
        if hasKeys { confinement.readablePaths.formUnion(FullScreen.descriptions) }
        if format == .json { confinement.writableFolders.insert(TemporaryFile.folder) }
        return confinement
    }

    private func announce(_ live: LiveRun, _ choice: PacketChoice, _ rights: Rights, _ launch: Launch?) {
        if let sentence = rights.sentence { Console.error("ws101: \(sentence)") }
        let target = recording.file.map { ", writing \($0)\(recording.withSecrets ? " with keys" : "")" } ?? ""
        let names = live.captures.map(\.info.file).joined(separator: ", ")
        let keys = hasKeys ? "Space scrolls back, ? shows the keys, q ends it" : "Ctrl-C ends it"
        let end = launch?.announcement ?? keys
        Console.error("ws101: capturing on \(names), \(choice.words)\(target); \(end)")
    }

    private func report(
        _ live: LiveRun, _ source: RingReader, _ written: Recorder.Outcome?, _ summary: SummaryEvent?, _ output: Output,
        _ interruption: Interruption?
    ) {
        var text = "ws101: \(Quantity.count(source.packets, "packet")) captured"
        let counts = source.info.interfaces.compactMap(\.statistics)
        if !counts.isEmpty {
            let (kernel, interface) = counts.reduce((0, 0)) {
                ($0.0 + Int(clamping: $1.droppedBySystem ?? 0), $0.1 + Int(clamping: $1.droppedByInterface ?? 0))
            }
            text += ", \(Quantity.count(kernel)) dropped by the kernel, \(Quantity.count(interface)) by the interface"
        }
        if source.missed > 0 {
            text +=
                "\nws101: \(Quantity.count(source.missed, "packet")) not looked at: they came faster than they could be "
                + "dissected"
        }
        if let written, written.missed > 0 {
            text += "\nws101: \(Quantity.count(written.missed, "packet")) not written"
        }
        let wasTyped = interruption?.wasTyped ?? false
        // The last line of the results says that, where somebody reads them.
        if let summary, output.isClosed || StandardStreams.isOutputLost(awaitingLoss: wasTyped) {
            text += "\nws101: \(LiveWriter.sentence(summary))"
        }
        Console.conclude(text, wasTyped: wasTyped)
    }
}
