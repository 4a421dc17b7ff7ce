import ArgumentParser
import Capture
import Diagram
import Dissection
import Query
import Report
import Synchronization
import TLS

/// How a thing is looked at.
enum DetailView {
    case message, bits, session, why
}

/// Shows a thing in the packets that are in memory, as `ws101 inspect` shows it in a file.
struct DetailReader: Sendable {
    let ring: PacketRing
    /// The keys that were known when the capture began, and those that came since.
    let table: KeyTable
    let keys: KeptKeys
    /// How `capture` was told to dissect.
    var dissection: DissectionArguments
    let choice: PacketChoice
    /// Ends the reading.
    let stop: StopFlag

    /// So often it is begun anew because packets left memory meanwhile.
    private static let mostTries = 3
    private static let gone = "Its packets are no longer in memory: see --keep-last, or -w for a file."

    /// The lines that show it, coloured by sequences of SGR.
    func lines(of subject: LiveLine.Subject, as view: DetailView, on screen: Screen) -> [Substring] {
        for _ in 0..<Self.mostTries {
            if let lines = tried(subject, view, screen) { return lines }
        }
        return [Self.gone[...]]
    }

    /// The same; nil where what was found first had other numbers afterwards.
    private func tried(_ subject: LiveLine.Subject, _ view: DetailView, _ screen: Screen) -> [Substring]? {
        let output = Output()
        do {
            let finder = SubjectFinder(subject)
            var options = DissectionOptions()
            options.payloadLimit = 0
            let missed = try dissect(options, output, for: finder)
            guard let found = finder.found else { return [Self.gone[...]] }
            let (command, note) = try command(for: found, as: view)
            if let note { output.line(note) }
            if found.session != subject.session || found.frame != subject.frame {
                output.line(
                    "What came before is no longer in memory: sessions, frames and messages are counted from what is.")
                output.line()
            }
            let shown = InspectView(command, Choice(), output: output, screen: screen)
            guard try dissect(shown.options, output, for: shown.handler) == missed else { return nil }
            try shown.check()
        } catch let failure as Failure {
            output.line("ws101: \(failure.problem)")
        } catch {
            output.line("ws101: \(error)")
        }
        return output.contents.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Dissects what is in memory; how many packets were not there any more.
    private func dissect(
        _ options: DissectionOptions, _ output: Output, for handler: any DissectionHandler
    ) throws -> Int {
        var options = options
        options.webSocketPorts = dissection.midstream.ports
        choice.apply(to: &options)
        options.keys = table
        options.mayKeysCome = true
        let reader = ring.snapshot()
        let run = Run(source: KeyedSource(reader, keys.texts, stop: stop), output: output)
        if let failure = try run.dissect(options, for: handler) { throw Failure(failure) }
        return reader.missed
    }

    private func command(
        for found: SubjectFinder.Place, as view: DetailView
    ) throws -> (command: InspectCommand, note: String?) {
        var arguments = ["-", "--session", "\(found.session)", "--quiet"]
        var note: String?
        switch view {
        case .message:
            if let message = found.message {
                arguments += ["--message", "\(message)"]
            } else if let frame = found.frame {
                arguments += ["--frame", "\(frame)"]
            }
        case .bits:
            if let frame = found.frame {
                arguments += ["--frame", "\(frame)"]
            } else {
                note = "This line is about no frame."
            }
        case .why: arguments += ["--why"]
        case .session: break
        }
        var command = try InspectCommand.parse(arguments)
        command.dissection.payloadLimit = max(dissection.payloadLimit, 1 << 16)
        return (command, note)
    }
}

/// Keys that came while a capture ran.
final class KeptKeys: Sendable {
    private let kept = Mutex<(texts: [KeyLogText], bytes: Int)>(([], 0))

    /// So much of them is kept, the latest.
    private static let limit = 4 << 20

    /// What is kept.
    var texts: [KeyLogText] { kept.withLock { $0.texts } }

    /// Takes in what a slab brought.
    func add(_ texts: [KeyLogText]) {
        guard !texts.isEmpty else { return }
        kept.withLock { kept in
            kept.texts += texts
            kept.bytes += texts.reduce(0) { $0 + $1.bytes.count }
            while kept.bytes > Self.limit, kept.texts.count > 1 { kept.bytes -= kept.texts.removeFirst().bytes.count }
        }
    }
}

/// A source before whose packets keys come.
final class KeyedSource: PacketSource {
    private let source: any PacketSource
    private var keys: [KeyLogText]
    private let stop: StopFlag

    init(_ source: any PacketSource, _ keys: [KeyLogText], stop: StopFlag) {
        self.source = source
        self.keys = keys
        self.stop = stop
    }

    var info: CaptureInfo { source.info }

    func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool {
        guard !stop.isStopped else {
            slab.removeAll()
            return false
        }
        guard keys.isEmpty else {
            slab.removeAll()
            slab.secrets = keys
            keys = []
            return true
        }
        return try source.fill(slab)
    }
}
