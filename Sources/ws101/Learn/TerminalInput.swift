import Capture
import Diagram
import Dispatch
import Foundation
import Synchronization

/// Characters typed at the terminal, and the signals that concern whoever waits for one.
///
/// Only what can be shown passes, besides the control characters below U+0020, which are the editor's keys: what isn't
/// UTF-8 arrives as U+FFFD, other control and invisible characters don't arrive.
final class TerminalInput {
    /// What came.
    enum Event: Equatable {
        /// A character.
        case character(Unicode.Scalar)
        /// The terminal's size may have changed.
        case resized
        /// The program was stopped and goes on.
        case continued
        /// Ctrl-C, a request to end, or the terminal has gone.
        case end
    }

    private let descriptor: Int32
    // Whether `descriptor` was opened here.
    private let isOwn: Bool
    private let signals: SignalPipe
    // Bytes that were read to see whether they belong to a character, and don't.
    private var held: [UInt8] = []

    /// What is typed at `descriptor`.
    init(_ descriptor: Int32, signals: SignalPipe) {
        let own = Self.reopened(descriptor)
        isOwn = own != nil
        self.descriptor = own ?? descriptor
        self.signals = signals
    }

    deinit { if isOwn { close(descriptor) } }

    /// The terminal at `descriptor`, opened once more so that reading never waits; nil where the system doesn't do it.
    ///
    /// Ctrl-C throws away what was typed before it, so that nothing is left to read although there was when it was asked
    /// for, and a read that waits hears no signal. The program's own descriptor is shared with the shell, which must not
    /// find it changed.
    static func reopened(_ descriptor: Int32) -> Int32? {
        var name = [CChar](repeating: 0, count: 1024)
        // `name` has the room that is said.
        guard unsafe ttyname_r(descriptor, &name, name.count) == 0 else { return nil }
        let own = unsafe open(name, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        return own >= 0 ? own : nil
    }

    /// Waits for the next event.
    func next() -> Event {
        while true {
            let first: UInt8
            if held.isEmpty {
                switch wait() {
                case .success(let byte): first = byte
                case .failure(let news): return news.event
                }
            } else {
                first = held.removeFirst()
            }
            let scalar = decode(first)
            // A NUL is a key for nothing here, and libedit takes it for a line's end.
            if scalar.value == 0 { continue }
            if scalar.value < 0x20 || scalar.value == 0x7f || Self.isShown(scalar) { return .character(scalar) }
        }
    }

    /// Whether more was typed already, or comes at once, as in a paste.
    var hasMore: Bool { !held.isEmpty || Self.isReady(descriptor, within: 20) }

    private struct News: Error {
        var event: Event
    }

    private func wait() -> Result<UInt8, News> {
        while true {
            var ready = [
                pollfd(fd: signals.reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = nfds_t(ready.count)
            guard unsafe poll(&ready, count, -1) > 0 else { continue }
            if ready[0].revents != 0 {
                switch signals.take() {
                case SIGWINCH: return .failure(News(event: .resized))
                case SIGCONT: return .failure(News(event: .continued))
                default: return .failure(News(event: .end))
                }
            }
            guard ready[1].revents != 0 else { continue }
            switch read() {
            case .byte(let byte): return .success(byte)
            case .nothing: continue
            case .end: return .failure(News(event: .end))
            }
        }
    }

    private enum Reading {
        case byte(UInt8)
        // What was there has gone meanwhile.
        case nothing
        case end
    }

    private func read() -> Reading {
        var byte: UInt8 = 0
        // `byte` has room for the one byte that is asked for.
        let count = unsafe Foundation.read(descriptor, &byte, 1)
        if count == 1 { return .byte(byte) }
        return count < 0 && (errno == EINTR || errno == EAGAIN) ? .nothing : .end
    }

    // The character that begins with `first`; U+FFFD for what is none.
    private func decode(_ first: UInt8) -> Unicode.Scalar {
        guard first >= 0x80 else { return Unicode.Scalar(first) }
        let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
        var bytes = [first]
        while (0xc2...0xf4).contains(first), bytes.count < length, hasMore {
            if held.isEmpty, case .byte(let byte) = read() { held.append(byte) }
            guard !held.isEmpty else { break }
            let byte = held.removeFirst()
            guard byte & 0xc0 == 0x80 else {
                held.insert(byte, at: 0)
                break
            }
            bytes.append(byte)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.unicodeScalars.count == 1 ? text.unicodeScalars.first ?? "\u{fffd}" : "\u{fffd}"
    }

    /// Whether a character is one that a terminal shows as it is.
    static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && Printable.sentence(String(scalar)) == String(scalar)
    }

    private static func isReady(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // One descriptor, as said.
        return unsafe poll(&ready, 1, milliseconds) > 0 && ready.revents & Int16(POLLIN) != 0
    }
}

/// Signals as bytes in a pipe, so that one can wait for them and for the terminal at once.
///
/// From its making on, Ctrl-C, Ctrl-\, a hang-up and a request to end are its own: they end nothing by themselves.
final class SignalPipe {
    /// Where the signals are read.
    let reading: Int32
    private let sources: [any DispatchSourceSignal]

    init?() {
        var ends: [Int32] = [-1, -1]
        // `ends` has room for the two descriptors.
        guard unsafe pipe(&ends) == 0 else { return nil }
        let (reading, writing) = (ends[0], ends[1])
        self.reading = reading
        sources = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGCONT].map { number in
            if number != SIGWINCH, number != SIGCONT { Interruption.holdOff(number) }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                var byte = UInt8(number)
                // `byte` is the one byte that is written.
                _ = unsafe write(writing, &byte, 1)
            }
            source.resume()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
        close(reading)
    }

    /// The number of the next signal; one must be there.
    func take() -> Int32 {
        var byte: UInt8 = 0
        // `byte` has room for the one byte that is asked for.
        guard unsafe read(reading, &byte, 1) == 1 else { return SIGHUP }
        return Int32(byte)
    }
}
