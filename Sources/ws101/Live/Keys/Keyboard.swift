import Foundation

/// The keys that are typed while lines pass: read one by one, without an echo, as long as this program has the terminal.
///
/// Ctrl-C, Ctrl-Z and Ctrl-S do what they always do.
final class Keyboard: @unchecked Sendable {
    /// What a key asks for.
    enum Request {
        case scroll, filter, mark, save, help, quit
    }

    // Used by one thread.
    private let descriptor: Int32
    /// The terminal as it was, while it is changed.
    private var before: termios?

    /// The keys of the terminal that started this program; nil where there is none.
    ///
    /// It is opened once more so that reading never waits: standard input is shared with the shell, which must not find
    /// it changed.
    init?() {
        descriptor = unsafe open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        giveBack()
        if descriptor >= 0 { close(descriptor) }
    }

    /// The next key that asks for something; nil where none comes within that time.
    func next(milliseconds: Int32) -> Request? {
        guard take() else {
            // In the background: the keys are somebody else's.
            usleep(UInt32(milliseconds) * 1000)
            return nil
        }
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // One descriptor, as said.
        guard unsafe poll(&ready, 1, milliseconds) > 0 else { return nil }
        guard ready.revents & Int16(POLLIN) != 0 else {
            // The terminal has gone; its signal comes.
            usleep(UInt32(milliseconds) * 1000)
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: 64)
        // The bytes have the room that is said.
        let count = unsafe read(descriptor, &bytes, bytes.count)
        return count > 0 ? Self.request(bytes.prefix(count)) : nil
    }

    /// What the bytes of one key ask for.
    static func request(_ bytes: ArraySlice<UInt8>) -> Request? {
        guard let first = bytes.first else { return nil }
        switch first {
        case UInt8(ascii: " "), 0x0a, 0x0d, UInt8(ascii: "k"), UInt8(ascii: "b"): return .scroll
        // Up and page up: ESC [ A, ESC O A, ESC [ 5 ~.
        case 0x1b:
            return [[0x5b, 0x41], [0x4f, 0x41], [0x5b, 0x35]].contains(Array(bytes.dropFirst().prefix(2)))
                ? .scroll : nil
        case UInt8(ascii: "/"): return .filter
        case UInt8(ascii: "m"): return .mark
        case UInt8(ascii: "s"): return .save
        case UInt8(ascii: "?"), UInt8(ascii: "h"): return .help
        case UInt8(ascii: "q"): return .quit
        default: return nil
        }
    }

    /// Gives the terminal back as it was.
    func giveBack() {
        guard var before, isForeground else { return }
        self.before = nil
        // The structure outlives the call, which copies it.
        _ = unsafe tcsetattr(descriptor, TCSADRAIN, &before)
    }

    private var isForeground: Bool { tcgetpgrp(descriptor) == getpgrp() }

    /// Has keys come at once and unseen; a shell sets the terminal back each time that the program was stopped.
    private func take() -> Bool {
        guard isForeground else { return false }
        var now = termios()
        // The system fills the structure, which outlives the call.
        guard unsafe tcgetattr(descriptor, &now) == 0 else { return false }
        guard now.c_lflag & tcflag_t(ICANON | ECHO) != 0 else { return true }
        before = now
        now.c_lflag &= ~tcflag_t(ICANON | ECHO)
        // The structure outlives the call, which copies it.
        return unsafe tcsetattr(descriptor, TCSADRAIN, &now) == 0
    }
}
