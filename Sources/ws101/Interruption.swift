import Capture
import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: the first one ends the work in good order, a second one at once.
final class Interruption {
    /// What the packet source looks at.
    let stop = StopFlag()
    private let sources: [any DispatchSourceSignal]
    private let number: SignalNumber

    /// Catches both signals from now on.
    init() {
        let stop = self.stop
        let number = SignalNumber()
        self.number = number
        sources = [SIGINT, SIGTERM].map { signalNumber in
            signal(signalNumber, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: signalNumber, queue: .global())
            source.setEventHandler {
                number.set(signalNumber)
                stop.stop()
                signal(signalNumber, SIG_DFL)
            }
            source.resume()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }

    /// The exit code of a command that was interrupted: 130 after Ctrl-C, 143 after SIGTERM; nil if it was not.
    var exitCode: Int32? { number.value.map { 128 + $0 } }
}

/// The number of the signal that came.
private final class SignalNumber: Sendable {
    private let number = Mutex<Int32?>(nil)

    var value: Int32? { number.withLock { $0 } }

    func set(_ value: Int32) { number.withLock { $0 = value } }
}
