internal import Processes

/// The rights of one thread, as Linux tells them in /proc/PID/task/TID/status.
struct ThreadStatus: Hashable, Sendable {
    /// Real, effective, saved and file-system user.
    var users: [UInt32] = []
    /// What it may do now.
    var effective: Capabilities = []
    /// What it may take into effect.
    var permitted: Capabilities = []
    /// What it hands on to programs whose files take it.
    var inheritable: Capabilities = []
    /// What it hands on to any program.
    var ambient: Capabilities = []
    /// What programs that it runs could gain at most.
    var bounding: Capabilities = []
    /// Whether programs that it runs gain nothing; nil where the kernel does not say.
    var hasNoNewPrivileges: Bool?
    /// Whether its system calls are filtered; nil where the kernel does not say.
    var isFiltered: Bool?

    /// All that it holds or hands on.
    var capabilities: Capabilities { effective.union(permitted).union(inheritable).union(ambient) }

    /// Reads the text of such a file; nil if it has no capabilities in it.
    init?(_ text: some StringProtocol) {
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

    /// All threads of this process; none where the system does not tell.
    static func all() -> [ThreadStatus] {
        ProcessNumbers.inFolder("/proc/self/task").compactMap { number in
            systemText("/proc/self/task/\(number)/status").flatMap { ThreadStatus($0) }
        }
    }
}
