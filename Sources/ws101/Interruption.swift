import Capture
import Dispatch
import Foundation
import Synchronization

/// Ctrl-C, SIGTERM and the end of the terminal: the first one ends the work in good order, a second one at once.
final class Interruption {
    /// What the packet source looks at.
    let stop: StopFlag
    private let sources: [any DispatchSourceSignal]
    private let number: SignalNumber

    /// Catches the signals from now on.
    ///
    /// It begins threads: where rights are to be given up, that is done before.
    init(_ stop: StopFlag = StopFlag()) {
        self.stop = stop
        let number = SignalNumber()
        self.number = number
        let caught = DispatchSemaphore(value: 0)
        sources = Self.signals.map { signalNumber in
            Self.holdOff(signalNumber)
            let source = DispatchSource.makeSignalSource(signal: signalNumber, queue: .global())
            source.setEventHandler {
                number.set(signalNumber)
                stop.stop()
                // Programs that end others (timeout) signal a process and its group: that is one signal, and no second.
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(500)) {
                    signal(signalNumber, SIG_DFL)
                }
            }
            source.setRegistrationHandler { caught.signal() }
            source.resume()
            return source
        }
        // A source is set up by another thread: a signal that comes before is lost.
        for _ in sources { caught.wait() }
    }

    deinit {
        for source in sources { source.cancel() }
    }

    /// The exit code of a command that was interrupted: 130 after Ctrl-C, 143 after SIGTERM, 129 when the terminal went
    /// away; nil if it was not.
    var exitCode: Int32? { number.value.map { 128 + $0 } }

    /// Whether the terminal went away: what can't be written there is no failure then.
    var hasLostTerminal: Bool { number.value == SIGHUP }

    /// Whether it was Ctrl-C, which a terminal sends to every program of a pipeline.
    var wasTyped: Bool { number.value == SIGINT }

    /// Has a signal do nothing by itself, before a source catches it.
    ///
    /// On Linux libdispatch hooks each signal once, for its first source. A hook that is there stays: without it no later
    /// source would hear of the signal.
    static func holdOff(_ number: Int32) {
        let before = signal(number, SIG_IGN)
        // SIG_IGN is the address 1, SIG_DFL is nil.
        guard let hook = before, unsafe unsafeBitCast(hook, to: Int.self) != 1 else { return }
        signal(number, hook)
    }

    /// The signals.
    ///
    /// A SIGHUP that whoever started the program had it ignore (nohup) is ignored as before.
    private static var signals: [Int32] {
        var before = sigaction()
        // The system fills the structure, which outlives the call.
        guard unsafe sigaction(SIGHUP, nil, &before) == 0 else { return [SIGINT, SIGTERM] }
        #if canImport(Darwin)
        let handler = unsafe before.__sigaction_u.__sa_handler
        #else
        let handler = unsafe before.__sigaction_handler.sa_handler
        #endif
        // SIG_IGN is the address 1.
        let isIgnored = unsafe unsafeBitCast(handler, to: Int.self) == 1
        return [SIGINT, SIGTERM] + (isIgnored ? [] : [SIGHUP])
    }
}

/// The number of the signal that came.
private final class SignalNumber: Sendable {
    private let number = Mutex<Int32?>(nil)

    var value: Int32? { number.withLock { $0 } }

    func set(_ value: Int32) { number.withLock { $0 = $0 ?? value } }
}
