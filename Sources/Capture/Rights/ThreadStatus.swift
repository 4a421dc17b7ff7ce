public import Processes

/// The rights of one thread, as Linux tells them in /proc/PID/task/TID/status.
public struct ThreadStatus: Hashable, Sendable {
    /// Real, effective, saved and file-system user.
    public var users: [UInt32] = []
    /// What it may do now.
    public var effective: Capabilities = []
    /// What it may take into effect.
    public var permitted: Capabilities = []
    /// What it hands on to programs whose files take it.
    public var inheritable: Capabilities = []
    /// What it hands on to any program.
    public var ambient: Capabilities = []
    /// What programs that it runs could gain at most.
    public var bounding: Capabilities = []
    /// Whether programs that it runs gain nothing; nil where the kernel does not say.
    public var hasNoNewPrivileges: Bool?
    /// Whether its system calls are filtered; nil where the kernel does not say.
    public var isFiltered: Bool?

    /// All that it holds or hands on.
    public var capabilities: Capabilities { effective.union(permitted).union(inheritable).union(ambient) }

    /// Reads the text of such a file; nil if it has no capabilities in it.
    public init?(_ text: some StringProtocol) {
        var hasCapabilities = false
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let words = line[line.index(after: colon)...].split { $0 == "\t" || $0 == " " }
            guard let first = words.first else { continue }
            var set: Capabilities { Capabilities(rawValue: UInt64(first, radix: 16) ?? .max) }
            switch line[..<colon] {
            case "Uid": users = words.compactMap { UInt32($0) }
            case "CapEff":
                effective = set
                hasCapabilities = true
            case "CapPrm": permitted = set
            case "CapInh": inheritable = set
            case "CapAmb": ambient = set
            case "CapBnd": bounding = set
            case "NoNewPrivs": hasNoNewPrivileges = first == "1"
            case "Seccomp": isFiltered = first == "2"
            default: break
            }
        }
        guard hasCapabilities else { return nil }
    }

    /// The calling thread; nil where the system does not tell.
    public static var calling: ThreadStatus? { systemText("/proc/thread-self/status").flatMap { ThreadStatus($0) } }

    /// All threads of this process; none where the system does not tell.
    public static func all() -> [ThreadStatus] {
        systemNames(inFolder: "/proc/self/task").compactMap { name in
            systemText("/proc/self/task/\(name)/status").flatMap { ThreadStatus($0) }
        }
    }
}
