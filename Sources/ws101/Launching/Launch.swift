import Capture
import Foundation
import Processes
import Synchronization
import Wire

/// The command that `ws101 run` starts: its environment, its private key log, its signals and its end.
///
/// ws101 becomes the parent of everything that the command leaves behind: so whose descendant a process is can be told as
/// long as the process lives, also when the one that started it is gone.
final class Launch: Sendable {
    /// Ends the capture: set when the command has ended.
    let stop = StopFlag()
    /// The logs in which its keys are, once it is started.
    var keyLogs: [String] { state.withLock { [$0.keyLog?.path].compactMap(\.self) } }
    private let keepsKeys: Bool
    private let outputPath: String?
    private let command: [String]
    /// Whom ws101 ran as when it began.
    private let firstUser = geteuid()
    private let state = Mutex(State())

    private struct State {
        var pid: pid_t = 0
        var keyLog: PrivateKeyLog?
        /// Removes the keys, unless they are to stay.
        var remover: FolderRemover?
        var isWatched = false
        /// As waitpid gives it.
        var status: Int32?
        var begin = ContinuousClock.now
        var end = ContinuousClock.now
    }

    /// The signals that are for the command.
    private static let signals = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]

    /// Prepares a command: from here on signals wait to be passed on to it.
    init(_ command: [String], keepsKeys: Bool, output: String?) {
        self.command = command
        self.keepsKeys = keepsKeys
        outputPath = output
        // Blocked before there are threads: only the one that waits for them gets them.
        var set = Self.signalSet
        _ = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// What is said of it when the capture begins.
    var announcement: String { "running \(title)" }

    /// The command as it was typed.
    var title: String { command.map(ShellWord.quoted).joined(separator: " ") }

    /// Whether it is one of the programs that hand their work to one of them that runs already.
    var mayHandOver: Bool {
        let name = command[0].split(separator: "/").last.map(String.init) ?? command[0]
        return Self.handingOver.contains { name.hasPrefix($0) }
    }

    private static let handingOver = [
        "chromium", "chrome", "google-chrome", "microsoft-edge", "brave", "opera", "vivaldi", "firefox", "code",
        "xdg-open", "open",
    ]

    /// Has the sessions shown elsewhere: standard output is the command's.
    ///
    /// - Throws: `Failure` for a file that can't be written.
    private func moveResults() throws {
        guard let outputPath else { return ResultsPlace.move(to: STDERR_FILENO) }
        guard outputPath != "-" else { return ResultsPlace.move(to: STDOUT_FILENO) }
        let descriptor = unsafe open(outputPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(Failure.output, "\(outputPath): can't be written: \(SystemFailure(code: Int(errno)).message)")
        }
        ResultsPlace.move(to: descriptor)
    }

    /// The number of the command's process; 0 before it is started.
    var pid: pid_t { state.withLock { $0.pid } }

    /// The exit status of the command, 128 and the signal's number if one ended it; nil while it runs.
    var exitStatus: Int32? {
        state.withLock { state in
            state.status.map { $0 & 0x7f == 0 ? $0 >> 8 & 0xff : 128 + $0 & 0x7f }
        }
    }

    /// How long it ran.
    var duration: Duration { state.withLock { $0.end - $0.begin } }

    /// Starts it; to be called when packets are kept, as the user whom the command shall run as.
    ///
    /// - Throws: `Failure` when it can't be started, with the exit status that shells have for that.
    func start() throws {
        try moveResults()
        let keyLog = try PrivateKeyLog()
        var remover: FolderRemover?
        do {
            if !keepsKeys { remover = try FolderRemover(keyLog.folder) }
        } catch {
            keyLog.remove()
            throw error
        }
        state.withLock { state in
            state.keyLog = keyLog
            state.remover = remover
        }
        ProcessTree.adoptOrphans()
        let environment = CommandEnvironment.make(
            ProcessInfo.processInfo.environment, keyLog: keyLog.path,
            user: geteuid() == firstUser ? nil : SystemUser(uid: geteuid()))
        do throws(SpawnError) {
            let pid = try ChildProgram.start(command[0], command, environment: environment)
            state.withLock { state in
                state.pid = pid
                state.begin = .now
            }
        } catch {
            guard error.isMissing else {
                throw Failure(126, "\(command[0]): \(SystemFailure(code: Int(error.code)).message)")
            }
            let isSudo = !command[0].contains("/") && environment["SUDO_UID"] != nil
            throw Failure(
                127, "\(command[0]): command not found",
                advice: isSudo
                    ? "sudo has a PATH of its own. To use yours: sudo env \"PATH=$PATH\" ws101 run -- \(command[0])"
                    : nil)
        }
    }

    /// Passes signals on, and waits for the end, on threads of its own; to be called once rights are given up.
    func watch() {
        let isWatched = state.withLock { state in
            defer { state.isWatched = true }
            return state.isWatched
        }
        guard !isWatched else { return }
        Thread.detachNewThread { [self] in waitForEnd() }
        Thread.detachNewThread { [self] in passSignalsOn() }
    }

    /// Waits until the command has ended, however the capture ended.
    func wait() {
        guard pid != 0 else { return }
        watch()
        while exitStatus == nil { usleep(10_000) }
    }

    /// Removes the keys unless they are to stay.
    func end() {
        let (keyLog, remover) = state.withLock { ($0.keyLog, $0.remover) }
        if let remover { return remover.remove() }
        if keepsKeys, let keyLog {
            Console.error("ws101: the keys are in \(keyLog.path); whoever has them can read what was captured")
        }
    }

    // MARK: Threads

    private func waitForEnd() {
        var status: Int32 = 0
        while true {
            // The status outlives the call, which fills it.
            let ended = unsafe waitpid(-1, &status, 0)
            if ended == pid {
                let result = status
                state.withLock { state in
                    state.status = result
                    state.end = .now
                }
                // What the other side answers to the end of its sockets is still captured.
                usleep(200_000)
                stop.stop()
            } else if ended < 0, errno != EINTR {
                return
            }
        }
    }

    private func passSignalsOn() {
        while true {
            let (number, isFromTerminal) = Self.nextSignal()
            // A terminal gives Ctrl-C to all of its foreground processes: the command has it already.
            guard number > 0, !isFromTerminal || number == SIGHUP, exitStatus == nil, pid > 0 else { continue }
            kill(pid, number)
        }
    }

    private static var signalSet: sigset_t {
        var set = sigset_t()
        // The set outlives the calls, which fill it.
        unsafe sigemptyset(&set)
        for number in signals { unsafe sigaddset(&set, number) }
        return set
    }

    /// Waits for a signal: its number, and whether the terminal sent it.
    private static func nextSignal() -> (number: CInt, isFromTerminal: Bool) {
        var set = signalSet
        #if os(Linux)
        var info = unsafe siginfo_t()
        // Both outlive the call, which fills the second.
        let number = unsafe sigwaitinfo(&set, &info)
        return unsafe (number, info.si_code > 0)
        #else
        var number: CInt = 0
        // Both outlive the call, which fills the second.
        guard unsafe sigwait(&set, &number) == 0 else { return (0, false) }
        return (number, number == SIGINT || number == SIGQUIT)
        #endif
    }
}
