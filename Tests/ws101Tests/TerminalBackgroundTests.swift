import Dispatch
import Foundation
import Synchronization
import Testing

@testable import ws101

@Suite(.serialized) struct TerminalBackgroundTests {
    // MARK: Reading the answer

    @Test(
        arguments: [
            ("\u{1b}]11;rgb:ffff/ffff/ffff\u{1b}\\", true), ("\u{1b}]11;rgb:0d0d/1111/1717\u{7}", false),
            ("\u{1b}]11;rgb:f/f/f\u{7}", true), ("\u{1b}]11;rgba:fdfd/f6f6/e3e3/ffff\u{7}\u{1b}[?62;4c", true),
            ("\u{1b}]11;rgb:00/2b/36\u{7}\u{1b}[?1;2c", false), ("\u{1b}[?62c", nil), ("", nil),
            ("\u{1b}]11;rgb:zz/00/00\u{7}", nil), ("\u{1b}]10;rgb:ffff/ffff/ffff\u{7}", nil),
        ] as [(String, Bool?)])
    func readsTheColour(answer: String, isLight: Bool?) {
        #expect(BackgroundQuery.isLight(Array(answer.utf8)) == isLight)
    }

    @Test(arguments: [
        ("\u{1b}[?62;4c", true), ("\u{1b}]11;rgb:0/0/0\u{7}\u{1b}[?1;2c", true), ("\u{1b}]11;rgb:cc/cc/c", false),
        ("c", false), ("\u{1b}[c", false), ("", false), ("\u{1b}[?62;4", false),
    ])
    func knowsTheEndOfTheAnswers(answer: String, isComplete: Bool) {
        #expect(BackgroundQuery.isComplete(Array(answer.utf8)) == isComplete)
    }

    // MARK: Over a terminal

    private static let question = "\u{1b}]11;?\u{1b}\\\u{1b}[c"

    @Test func asksATerminalAndLeavesNothingInItsInput() throws {
        let terminal = try PseudoTerminal()
        terminal.answer(Self.question, with: "\u{1b}]11;rgb:ffff/ffff/dddd\u{1b}\\\u{1b}[?62;4c")
        let query = BackgroundQuery(input: terminal.user, output: terminal.user, patience: 20_000)
        #expect(query.isLight() == true)
        #expect(!terminal.hasInput && terminal.isCooked)
    }

    @Test func aTerminalWithoutColoursIsNotWaitedFor() throws {
        let terminal = try PseudoTerminal()
        terminal.answer(Self.question, with: "\u{1b}[?6c")
        let query = BackgroundQuery(input: terminal.user, output: terminal.user, patience: 20_000)
        #expect(query.isLight() == nil)
        #expect(!terminal.hasInput && terminal.isCooked)
    }

    @Test func aTerminalThatIsSilentGivesNoAnswer() throws {
        let terminal = try PseudoTerminal()
        #expect(BackgroundQuery(input: terminal.user, output: terminal.user, patience: 20).isLight() == nil)
        #expect(terminal.isCooked)
    }

    @Test func whatWasTypedAheadIsLeftAlone() throws {
        let terminal = try PseudoTerminal()
        terminal.type("ls\n")
        #expect(BackgroundQuery(input: terminal.user, output: terminal.user, patience: 20).isLight() == nil)
        #expect(terminal.hasInput && terminal.isCooked)
    }

    @Test func whatIsNoTerminalIsNotAsked() throws {
        let pipe = Pipe()
        let file = pipe.fileHandleForReading.fileDescriptor
        #expect(BackgroundQuery(input: file, output: pipe.fileHandleForWriting.fileDescriptor).isLight() == nil)
        pipe.fileHandleForWriting.closeFile()
        #expect(pipe.fileHandleForReading.readDataToEndOfFile().isEmpty)
    }

    @Test func aPipeGetsNoQuestion() throws {
        let result = try Program.run(["explain", "1000", "--color", "always"], environment: ["TERM": "xterm-256color"])
        #expect(!result.output.contains("\u{1b}]11"))
    }
}

/// Both ends of a terminal: the user's, which a program reads and writes, and the screen's, which the test plays.
private final class PseudoTerminal {
    let user: Int32
    private let screen: Int32

    struct Unavailable: Error {}

    init() throws {
        #if os(Linux)
        // Glibc's own functions for this are hidden from Swift; these are the numbers of TIOCSPTLCK and TIOCGPTN.
        let screen = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (lock, number): (Int32, Int32) = (0, 0)
        guard screen >= 0, unsafe ioctl(screen, 0x4004_5431, &lock) == 0,
            unsafe ioctl(screen, 0x8004_5430, &number) == 0
        else { throw Unavailable() }
        let name = "/dev/pts/\(number)"
        #else
        let screen = posix_openpt(O_RDWR | O_NOCTTY)
        guard screen >= 0, grantpt(screen) == 0, unlockpt(screen) == 0, let name = unsafe ptsname(screen) else {
            throw Unavailable()
        }
        #endif
        let user = unsafe open(name, O_RDWR | O_NOCTTY)
        guard user >= 0 else { throw Unavailable() }
        self.screen = screen
        self.user = user
    }

    deinit {
        close(user)
        close(screen)
    }

    /// Waits on another thread until `question` was asked, then answers.
    func answer(_ question: String, with answer: String) {
        let screen = screen
        DispatchQueue.global().async {
            var asked: [UInt8] = []
            while asked.count < question.utf8.count {
                var byte: UInt8 = 0
                guard unsafe read(screen, &byte, 1) == 1 else { return }
                asked.append(byte)
            }
            guard asked == Array(question.utf8) else { return }
            let bytes = Array(answer.utf8)
            _ = unsafe write(screen, bytes, bytes.count)
        }
    }

    /// Types something.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(screen, bytes, bytes.count)
    }

    /// Whether something waits to be read by the user's program.
    var hasInput: Bool {
        var entry = pollfd(fd: user, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) == 1
    }

    /// Whether it reads lines and shows what is typed, as it did at first.
    var isCooked: Bool {
        var state = termios()
        guard unsafe tcgetattr(user, &state) == 0 else { return false }
        return state.c_lflag & tcflag_t(ICANON | ECHO) == tcflag_t(ICANON | ECHO)
    }
}
