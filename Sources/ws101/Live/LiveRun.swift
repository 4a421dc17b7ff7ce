import ArgumentParser
import Capture
import Foundation
import Processes
import Report

/// All of a live capture but how it is shown: interfaces, their threads, the ring of the last packets, the file.
final class LiveRun {
    /// The interfaces, which are open.
    let captures: [LiveCapture]
    /// The last packets.
    let ring: PacketRing
    private let options: [LiveCapture.Options]
    private let waits: Bool
    private let stop: StopFlag
    private var threads: [CaptureThread] = []
    private var recorder: Recorder?

    /// Opens the interfaces: their packets are kept by the system from here on.
    ///
    /// - Parameters:
    ///   - options: one for each interface.
    ///   - waits: whether an interface that is missing or down is waited for, now and later.
    ///   - keep: how many bytes of packets stay in memory.
    ///   - packetLimit: after how many packets the capture ends.
    ///   - stop: ends the capture.
    /// - Throws: `CaptureError` when one of them cannot be opened.
    init(
        _ options: [LiveCapture.Options], waits: Bool, keep: Int, packetLimit: Int?, stop: StopFlag
    ) throws(CaptureError) {
        self.options = options
        self.waits = waits
        self.stop = stop
        var captures: [LiveCapture] = []
        for options in options {
            guard waits else {
                captures.append(try LiveCapture(options, stop: stop))
                continue
            }
            // The waiting ends with the program: signals are caught only later.
            if let capture = try LiveCapture.awaited(options, stop: stop, onAbsence: Self.tellAbsence) {
                captures.append(capture)
            }
        }
        self.captures = captures
        ring = PacketRing(capacity: keep, sources: captures.map(\.info), packetLimit: packetLimit)
    }

    /// Makes the file that is to be written, if there is one: as the user to whom it will belong.
    ///
    /// - Throws: `CaptureError` when the file cannot be made.
    func open(_ recording: RecordingArguments) throws(CaptureError) {
        if let file = recording.rotation {
            var options = Recorder.Options(file, application: "ws101 \(WS101.configuration.version)")
            options.isPrivate = recording.withSecrets
            let (stop, endsCapture) = (stop, recording.onFull == .stop)
            recorder = try Recorder(
                ring.reader(), options,
                onFailure: { failure in
                    // First of all: standard error may be a terminal that was stopped.
                    if endsCapture { stop.stop() }
                    Failure(failure).report()
                    Console.error(
                        endsCapture
                            ? "ws101: the capture ends (--on-full stop)"
                            : "ws101: the capture goes on without the file; --on-full stop would end it")
                },
                onClosed: { stop.stop() })
        }
    }

    /// Begins to capture and, if there is a file, to write.
    ///
    /// - Throws: `CaptureError` when there is no thread.
    func begin(duration: Duration?) throws(CaptureError) {
        try recorder?.begin()
        let deadline = duration.map { ContinuousClock.now + $0 }
        var interface = 0
        for (capture, options) in zip(captures, options) {
            let reopen: CaptureThread.Reopening = { [stop] (error) throws(CaptureError) in
                Self.tellAbsence(error)
                // What was kept for that is in effect on this thread only, and so long.
                Capabilities.takeRightToCapture()
                defer { Capabilities.rest() }
                let capture = try LiveCapture.awaited(options, stop: stop, deadline: deadline) { _ in }
                if capture != nil { Console.error("ws101: \(error.file) is back") }
                return capture
            }
            threads.append(
                try CaptureThread(
                    capture, into: ring, interface: interface, deadline: deadline, reopen: waits ? reopen : nil))
            interface += capture.info.interfaces.count
        }
    }

    private static func tellAbsence(_ error: CaptureError) {
        Console.error("ws101: \(error); waiting for it, Ctrl-C ends that")
    }

    /// How many packets the system had no room for so far; nil where it does not count them.
    var drops: Int? {
        let counts = ring.info.interfaces.compactMap(\.statistics)
        return counts.isEmpty ? nil : counts.reduce(0) { $0 + Int(clamping: $1.droppedBySystem ?? 0) }
    }

    /// Has keys written to the file, if there is one.
    func write(secrets: [UInt8]) { recorder?.add(secrets: secrets) }

    /// Has a comment written to the file, if there is one, with the next packet.
    func write(comment: String) { recorder?.add(comment: comment) }

    /// Has a comment written to the file, if there is one; for any thread.
    var marker: @Sendable (String) -> Void {
        { [recorder] in recorder?.add(comment: $0) }
    }

    /// Ends the capture, and waits until the file has everything.
    ///
    /// - Returns: what was written; nil without a file.
    func end() -> Recorder.Outcome? {
        stop.stop()
        for thread in threads { thread.join() }
        threads = []
        return recorder?.finish()
    }
}
