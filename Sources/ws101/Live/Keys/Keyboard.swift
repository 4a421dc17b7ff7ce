import Foundation
import Terminal

/// The keys that are typed while lines pass: read one by one, without an echo, as long as this program has the terminal.
///
/// Ctrl-C, Ctrl-Z and Ctrl-S do what they always do.
final class Keyboard: @unchecked Sendable {
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

    /// The next key that does something; nil where none comes within that time.
    func next(milliseconds: Int32) -> LiveKey? {
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
        return count > 0 ? Self.key(of: bytes.prefix(count)).flatMap { LiveKey($0) } : nil
    }

    /// The key whose bytes these are; nil for one that does nothing here.
    static func key(of bytes: ArraySlice<UInt8>) -> Key? {
        guard let first = bytes.first else { return nil }
        switch first {
        case 0x0a, 0x0d: return .enter
        case 0x20...0x7e: return .character(Character(Unicode.Scalar(first)))
        case 0x1b:
            // ESC [ A, ESC O A, ESC [ 5 ~.
            switch Array(bytes.dropFirst().prefix(2)) {
            case [0x5b, 0x41], [0x4f, 0x41]: return .up
            case [0x5b, 0x35]: return .pageUp
            default: return nil
            }
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
