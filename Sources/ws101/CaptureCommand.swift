import ArgumentParser
import Capture
import Diagram
import Dissection
import Foundation
import Report

struct CaptureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Capture live and show sessions as they happen.",
        discussion: """
            Needs the right to capture: run it with sudo (the rights are given back once the interface is open), or see \
            ws101 doctor. Ctrl-C ends it. Without --port and --filter it captures tcp port 80 or tcp port 443.

            EXAMPLES
              sudo ws101 capture -i lo --port 8080
              sudo ws101 capture --filter 'host 10.0.0.7 and tcp' -w trace.pcapng
              sudo ws101 capture -i any --port 8080 --format ndjson | jq .type
              sudo ws101 capture -i lo --port 9000 --decode-as 9000=websocket
              sudo ws101 capture --list-interfaces
            """)

    @Option(name: .shortAndLong, help: "The interface (default: the first that is up; see --list-interfaces).")
    var interface: String?

    @Option(name: .customLong("port"), help: "A TCP port to capture; may be given several times.")
    var ports: [UInt16] = []

    @Option(help: "What to capture, in the language of tcpdump (man pcap-filter).")
    var filter: String?

    @Option(
        name: [.customShort("w"), .customLong("write")],
        help: ArgumentHelp("Write the packets to this pcapng file as well.", valueName: "file"),
        completion: .file(extensions: ["pcapng"]))
    var file: String?

    @Flag(help: "Write the keys too that the key logs gain meanwhile, those of other sessions included.")
    var withSecrets = false

    @Option(help: "End after so many packets.")
    var count: Int?

    @Option(help: ArgumentHelp("End after so many seconds.", valueName: "seconds"))
    var duration: Double?

    @Option(help: ArgumentHelp("Bytes kept of each packet, up to 262144.", valueName: "bytes"))
    var snaplen = 262_144

    @Option(help: ArgumentHelp("The kernel's buffer in bytes (default: the system's).", valueName: "bytes"))
    var bufferSize: Int?

    @Flag(help: "Capture packets for other hosts too.")
    var promiscuous = false

    @Flag(help: "List the interfaces and end.")
    var listInterfaces = false

    @Option(help: "text, json or ndjson.")
    var format: OutputFormat = .text

    @OptionGroup var dissection: DissectionArguments
    @OptionGroup var screen: ScreenOptions

    /// What is captured where nothing else is asked for.
    static let defaultFilter = "tcp port 80 or tcp port 443"

    func validate() throws {
        if let count, count < 1 { throw ValidationError("'--count \(count)': at least 1 packet.") }
        if let duration, !(duration > 0 && duration < 1e9) {
            throw ValidationError("'--duration \(duration)': seconds, more than 0.")
        }
        if let bufferSize, !(1...Int(Int32.max)).contains(bufferSize) {
            throw ValidationError("'--buffer-size \(bufferSize)': 1 to \(Int32.max) bytes.")
        }
        if format == .svg { throw ValidationError("'--format svg' draws what was captured: use ws101 inspect.") }
        if withSecrets, file == nil {
            throw ValidationError("--with-secrets is about the file that is written: add --write FILE.")
        }
        if file == "-" {
            throw ValidationError("'--write -': standard output carries the results; write the packets to a file.")
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
    }

    private func capture() throws {
        let interruption = Interruption()
        let live = try LiveCapture(options, stop: interruption.stop)
        let privileges = try Privileges.drop()
        for warning in live.warnings { Console.error("ws101: \(warning)") }
        // Only now: what the user may not read is not read with the rights of root either.
        let keyLogs = try KeyLogs(dissection.keys.keyLogs, for: .live, stop: interruption.stop, quiet: dissection.quiet)
        let writer = try file.map {
            try PcapngWriter($0, application: "ws101 \(WS101.configuration.version)", isPrivate: withSecrets)
        }
        if !dissection.quiet { announce(live, privileges) }
        try Results.write { output in
            let verdict = Verdict(for: handler(output))
            var run = Run(source: live, output: output, packetLimit: count)
            run.keyLogs = keyLogs
            run.deadline = duration.map { ContinuousClock.now + .seconds($0) }
            run.eachSlab = writer.map { writer in
                { slab, info in
                    if withSecrets {
                        for text in slab.secrets { try writer.write(secrets: text.bytes) }
                    }
                    guard !slab.records.isEmpty else { return }
                    try writer.write(slab, info)
                    try writer.flush()
                }
            }
            var options = dissection.options(payloads: true)
            options.keys = keyLogs.table
            options.mayKeysCome = keyLogs.mayBringKeys
            if format == .text { options.wireLimit = InspectView.excerptLimit } else { options.tellsRecords = true }
            let damage = try run.dissect(options, for: verdict)
            try writer?.close(live.info)
            try Results.finish(output)
            if !dissection.quiet { report(live, packets: verdict.summary?.packets ?? 0) }
            if let damage { throw Failure(damage) }
            if let code = interruption.exitCode { throw ExitCode(code) }
            if dissection.strict, verdict.summary?.errors ?? 0 > 0 { throw ExitCode(1) }
        }
    }

    private var options: LiveCapture.Options {
        var options = LiveCapture.Options()
        options.interface = interface
        options.filter = Self.expression(filter: filter, ports: ports)
        options.snapLength = snaplen
        options.bufferSize = bufferSize
        options.isPromiscuous = promiscuous
        return options
    }

    /// The filter that `--filter` and `--port` ask for together.
    static func expression(filter: String?, ports: [UInt16]) -> String {
        let anyPort = ports.map { "tcp port \($0)" }.joined(separator: " or ")
        switch (filter, ports.isEmpty) {
        case (nil, true): return defaultFilter
        case (nil, false): return anyPort
        case (let filter?, true): return filter
        case (let filter?, false): return "(\(filter)) and (\(anyPort))"
        }
    }

    private func handler(_ output: Output) -> any DissectionHandler {
        switch format {
        case .json: JSONWriter(to: output)
        case .ndjson: NDJSONWriter(to: output)
        case .text, .svg: LiveWriter(to: output, on: screen.screen)
        }
    }

    private func announce(_ live: LiveCapture, _ privileges: Privileges.Outcome) {
        if case .dropped(let user, _, _) = privileges { Console.error("ws101: now running as \(user)") }
        let filter = Self.expression(filter: filter, ports: ports)
        let target = file.map { ", writing \($0)\(withSecrets ? " with keys" : "")" } ?? ""
        Console.error("ws101: capturing on \(live.info.file), \(filter)\(target); Ctrl-C ends it")
    }

    private func report(_ live: LiveCapture, packets: Int) {
        var text = "ws101: \(packets) packets captured"
        if let statistics = live.statistics {
            text +=
                ", \(statistics.received) counted by the kernel, \(statistics.droppedByKernel) dropped by it, "
            text += "\(statistics.droppedByInterface) dropped by the interface"
        }
        Console.error(text)
    }
}
