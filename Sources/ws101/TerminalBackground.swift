import Foundation

/// The background of the terminal, which the terminal itself is asked for (OSC 11).
enum TerminalBackground {
    /// Whether it is light; nil if it can't be asked, or does not say.
    ///
    /// It is asked once.
    static let isLight: Bool? = {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1,
            ProcessInfo.processInfo.environment["TERM", default: "dumb"] != "dumb",
            // What runs in the background must not touch the terminal: it would be stopped.
            tcgetpgrp(STDIN_FILENO) == getpgrp()
        else { return nil }
        return BackgroundQuery(input: STDIN_FILENO, output: STDOUT_FILENO).isLight()
    }()
}

/// Asks a terminal for the colour of its background.
///
/// Behind the question goes another one that every terminal answers, what it is (DA1): when that answer is here, none to the
/// first will come. So nothing of either stays in the input, and a terminal that does not know colours costs no waiting.
struct BackgroundQuery {
    /// Where the answer comes from.
    let input: Int32
    /// Where the question goes.
    let output: Int32
    /// Milliseconds to wait for an answer to begin; one that has begun has five times as long.
    var patience: Int32 = 200

    /// Whether the background is light; nil without an answer.
    func isLight() -> Bool? {
        var saved = termios()
        // `saved` outlives each call, which fills it or reads it.
        guard unsafe tcgetattr(input, &saved) == 0 else { return nil }
        // A signal that ends the program must find the terminal as it was.
        var held = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&held)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP] { unsafe sigaddset(&held, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &held, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        var raw = saved
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        guard unsafe tcsetattr(input, TCSANOW, &raw) == 0 else { return nil }
        defer { unsafe tcsetattr(input, TCSANOW, &saved) }
        // What was typed already is for somebody else.
        guard !isReadable(within: 0) else { return nil }
        let question = Array("\u{1b}]11;?\u{1b}\\\u{1b}[c".utf8)
        guard unsafe write(output, question, question.count) == question.count else { return nil }
        return Self.isLight(answer())
    }

    private func answer() -> [UInt8] {
        var answer: [UInt8] = []
        let clock = ContinuousClock()
        let start = clock.now
        var limit = Duration.milliseconds(patience)
        while !Self.isComplete(answer), answer.count < 256 {
            let left = limit - (clock.now - start)
            let milliseconds = Int32(
                clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000)
            guard milliseconds > 0, isReadable(within: milliseconds) else { break }
            var byte: UInt8 = 0
            // One at a time: nothing behind the answer is taken. `byte` outlives the call.
            guard unsafe read(input, &byte, 1) == 1 else { break }
            answer.append(byte)
            limit = .milliseconds(patience * 6)
        }
        return answer
    }

    private func isReadable(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) == 1 && entry.revents & Int16(POLLIN) != 0
    }

    /// Whether the answer to the second question is whole: ESC [ ? … c.
    static func isComplete(_ answer: [UInt8]) -> Bool {
        guard answer.last == UInt8(ascii: "c"), let start = answer.lastIndex(of: 0x1b) else { return false }
        return answer[start...].starts(with: Array("\u{1b}[?".utf8))
            && answer[(start + 3)...].dropLast().allSatisfy { (0x30..<0x40).contains($0) }
    }

    /// Whether the colour in an answer (ESC ] 11 ; rgb:RRRR/GGGG/BBBB, and BEL or ESC \) is light; nil if there is none.
    static func isLight(_ answer: [UInt8]) -> Bool? {
        let text = String(decoding: answer, as: UTF8.self)
        guard
            let match = text.firstMatch(
                of: /\u{1b}\]11;rgba?:([0-9a-fA-F]{1,4})\/([0-9a-fA-F]{1,4})\/([0-9a-fA-F]{1,4})/)
        else { return nil }
        let parts = [match.1, match.2, match.3].map { digits in
            Double(Int(digits, radix: 16) ?? 0) / Double(1 << (4 * digits.count) - 1)
        }
        // Light enough that black text stands out more than white does (WCAG 2).
        let linear = parts.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.179
    }
}
