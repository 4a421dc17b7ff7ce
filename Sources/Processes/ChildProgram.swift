internal import CLinux
import Foundation

/// Programs that ws101 starts.
public enum ChildProgram {
    /// ws101 itself, to be started once more for work that is done by a process of its own.
    public static var own: String {
        #if os(Linux)
        "/proc/self/exe"
        #else
        Bundle.main.executablePath ?? CommandLine.arguments[0]
        #endif
    }

    /// Starts a program, which gets the standard streams and none of the other files that this process has open, and the
    /// signals as a shell gives them.
    ///
    /// - Parameters:
    ///   - program: a path, or a name that is looked for in PATH.
    ///   - arguments: all of them, the program's own name first.
    ///   - environment: its environment.
    ///   - input: what becomes its standard input; nil: the same as this process's.
    ///   - isSilent: whether what it writes to standard output and error goes nowhere.
    /// - Returns: its process number.
    /// - Throws: `SpawnError` when it can't be started.
    public static func start(
        _ program: String, _ arguments: [String], environment: [String: String], input: CInt? = nil,
        isSilent: Bool = false
    ) throws(SpawnError) -> Int32 {
        #if canImport(Darwin)
        var attributes: posix_spawnattr_t?
        var actions: posix_spawn_file_actions_t?
        #else
        var attributes = posix_spawnattr_t()
        var actions = unsafe posix_spawn_file_actions_t()
        #endif
        var (mask, defaults) = (sigset_t(), sigset_t())
        // All of these live until the end of this function. What ws101 has blocked or ignored is not so in the program.
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe sigemptyset(&mask)
        unsafe sigemptyset(&defaults)
        for number in [SIGPIPE, SIGXFSZ] { unsafe sigaddset(&defaults, number) }
        unsafe posix_spawnattr_setsigmask(&attributes, &mask)
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        // A mark at each open file would not do: other threads, and libraries, open files meanwhile without it.
        #if canImport(Darwin)
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
        for descriptor: CInt in 0...2 { unsafe posix_spawn_file_actions_addinherit_np(&actions, descriptor) }
        #endif
        if let input { unsafe posix_spawn_file_actions_adddup2(&actions, input, 0) }
        for output: CInt in 1...2 where isSilent {
            unsafe posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
        }
        #if os(Linux)
        unsafe linux_close_from(&actions, 3)
        #endif
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var pid: pid_t = 0
        let status = unsafe CStrings.with(arguments) { arguments in
            unsafe CStrings.with(environment.map { "\($0.key)=\($0.value)" }) { environment in
                unsafe posix_spawnp(&pid, program, &actions, &attributes, arguments, environment)
            }
        }
        guard status == 0 else { throw SpawnError(code: status) }
        return pid
    }
}

/// Why a program was not started.
public struct SpawnError: Error {
    /// The `errno`.
    public let code: Int32

    /// Whether there is no such program.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
}

/// Arrays of C strings, as `exec` takes them.
private enum CStrings {
    /// Calls `body` with copies of `texts` that live until it returns; after the last one stands nil.
    static func with<Result>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        // There is memory: at least nil is in it.
        return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
            unsafe body(buffer.baseAddress.unsafelyUnwrapped)
        }
    }
}
