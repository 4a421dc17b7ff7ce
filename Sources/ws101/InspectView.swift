import Capture
import Diagram
import Dissection
import Query
import Report

/// What `inspect` prints, as its options choose.
struct InspectView {
    /// Prints the events.
    let handler: any DissectionHandler
    /// What the dissector is to keep for it.
    let options: DissectionOptions
    /// Whether nothing is printed before the capture has ended, so that progress is in nobody's way.
    let printsAtTheEnd: Bool
    /// Whether what is printed says that the reading was interrupted, if it was.
    let tellsInterruption: Bool
    /// Writes lines while things happen, if that is what is shown.
    let live: LiveWriter?
    private let single: (any SingleView)?
    private let packet: PacketView?

    /// Looks at each slab, where the view needs more than events.
    var eachSlab: ((PacketSlab, CaptureInfo) throws -> Void)? {
        guard let packet else { return nil }
        return { slab, _ in packet.look(at: slab) }
    }

    /// The view that `command` asks for; with `isLive` lines as they happen where it asks for nothing else.
    init(_ command: InspectCommand, _ shown: Choice, output: Output, screen: Screen, isLive: Bool = false) {
        var live: LiveWriter?
        // A drawing is for no screen; the views draw SVG then.
        let textScreen = command.format == .svg ? nil : screen
        var options = command.dissection.options(payloads: true)
        let single: (any SingleView)?
        var writer: (any DissectionHandler)?
        switch command.format {
        case .json, .ndjson:
            single = nil
            options.tellsRecords = true
            let lines: any DissectionHandler =
                command.format == .json ? JSONWriter(to: output) : NDJSONWriter(to: output)
            let choice = Selection.Choice(session: command.session, frame: command.frame, message: command.message)
            writer = choice == Selection.Choice() ? lines : Selection(choice, to: lines)
        case .text, .svg:
            if command.why {
                options.payloadLimit = 0
                single = WhyView(
                    session: command.session, to: output, on: screen, hints: !command.dissection.quiet)
            } else if let number = command.packet {
                options.payloadLimit = 0
                single = PacketView(packet: number, to: output, on: textScreen)
            } else if let number = command.frame {
                options.wireLimit = Self.wireLimit(command)
                options.payloadLimit = 0
                single = FrameView(frame: number, session: command.session, to: output, on: textScreen)
            } else if let number = command.record {
                options.tellsRecords = true
                options.tellsAnatomy = true
                options.wireLimit = RecordView.wireLimit
                options.payloadLimit = 0
                single = RecordView(record: number, session: command.session, to: output, on: textScreen)
            } else if command.tls, let number = command.session {
                options.tellsRecords = true
                options.payloadLimit = 0
                single = TLSView(session: number, to: output, on: screen)
            } else if let number = command.message {
                single = MessageView(message: number, session: command.session, to: output, on: screen)
            } else if let number = command.session {
                options.tellsRecords = true
                options.payloadLimit = Self.excerptLimit
                options.wireLimit = Self.excerptLimit
                single =
                    command.format == .svg
                    ? LadderView(session: number, to: output)
                    : SessionWriter(session: number, to: output, on: screen, hints: !command.dissection.quiet)
            } else if command.follow || isLive, command.format == .text {
                options.wireLimit = Self.excerptLimit
                single = nil
                let lines = LiveWriter(to: output, on: screen, options: command.live.options(command.screen))
                live = lines
                writer =
                    isLive
                    ? LiveOverview(lines, then: OverviewWriter(to: output, on: screen, hints: false), to: output)
                    : lines
            } else {
                options.payloadLimit = 0
                options.digest = false
                options.tellsFrames = false
                options.tellsMessages = false
                single = nil
                writer = OverviewWriter(
                    to: output, on: screen, hints: !command.dissection.quiet, isFiltered: command.packets.filter != nil)
            }
        }
        self.single = single
        self.live = live
        packet = single as? PacketView
        let isForPeople = command.format == .text || command.format == .svg
        handler = shown.filter(
            writer ?? single ?? NDJSONWriter(to: output), options: &options, showsEverySession: single != nil,
            listsEvents: !isForPeople)
        self.options = options
        printsAtTheEnd = isForPeople && !(single is SessionWriter) && live == nil
        tellsInterruption = !isForPeople || single == nil || single is SessionWriter
    }

    /// Payload bytes kept of each frame where only the beginning is shown.
    static let excerptLimit = 256

    /// Bytes kept of each frame to draw one: its header and as much payload as messages show.
    private static func wireLimit(_ command: InspectCommand) -> Int {
        min(command.dissection.payloadLimit, .max - 14) + 14
    }

    /// Says why there was nothing to show, if so.
    func check() throws {
        guard let problem = single?.problem else { return }
        throw Failure(Failure.usage, problem.problem, advice: problem.advice)
    }
}
