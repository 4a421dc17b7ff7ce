#if os(Linux)
internal import CLinux
#endif

/// A set of Linux capabilities: the rights of root, each by itself (capabilities(7)).
public struct Capabilities: OptionSet, Hashable, Sendable {
    /// A bit each, as the kernel numbers them.
    public let rawValue: UInt64

    /// The set with those bits.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// CAP_DAC_READ_SEARCH: to list the folders of others.
    public static let dacReadSearch = Capabilities(rawValue: 1 << 2)
    /// CAP_SETPCAP: to give up what later programs could gain.
    public static let setPCap = Capabilities(rawValue: 1 << 8)
    /// CAP_NET_ADMIN: to configure interfaces.
    public static let netAdmin = Capabilities(rawValue: 1 << 12)
    /// CAP_NET_RAW: to capture.
    public static let netRaw = Capabilities(rawValue: 1 << 13)
    /// CAP_SYS_PTRACE: to look into the processes of others.
    public static let sysPtrace = Capabilities(rawValue: 1 << 19)

    /// The name of each that is in the set, as setcap(8) writes them; `cap_N` for those that have no name here.
    public var names: [String] {
        (0..<64).filter { rawValue >> $0 & 1 == 1 }.map { Self.names[$0] ?? "cap_\($0)" }
    }

    private static let names = [
        0: "cap_chown", 1: "cap_dac_override", 2: "cap_dac_read_search", 3: "cap_fowner", 5: "cap_kill",
        6: "cap_setgid", 7: "cap_setuid", 8: "cap_setpcap", 12: "cap_net_admin", 13: "cap_net_raw",
        19: "cap_sys_ptrace", 21: "cap_sys_admin",
    ]
}

extension Capabilities {
    /// What the calling thread may do now; nil where the system has no capabilities.
    public static var inEffect: Capabilities? { held?.effective }

    /// What the file of this program gives to whoever runs it; none where the system has no such thing.
    public static var ofProgram: Capabilities {
        #if os(Linux)
        var permitted: UInt64 = 0
        // The strings are C strings during the call, which fills the number.
        _ = unsafe linux_file_capabilities("/proc/self/exe", &permitted)
        return Capabilities(rawValue: permitted)
        #else
        return []
        #endif
    }

    /// Puts CAP_NET_RAW into effect on the calling thread, if it is permitted but not in effect, as a file with
    /// `cap_net_raw=p` leaves it.
    ///
    /// Given in that way, the program still runs where the capability can't be had, as in a container.
    public static func takeRightToCapture() {
        guard let held, held.permitted.contains(.netRaw), !held.effective.contains(.netRaw) else { return }
        _ = hold(permitted: held.permitted, effective: held.effective.union(.netRaw))
    }

    /// Takes out of effect, on the calling thread, what is in effect, and keeps the right to it.
    public static func rest() {
        guard let held, !held.effective.isEmpty else { return }
        _ = hold(permitted: held.permitted, effective: [])
    }

    /// What the calling thread has: what it may take into effect, and what is in effect; nil where the system has no
    /// capabilities.
    public static var held: (permitted: Capabilities, effective: Capabilities)? {
        #if os(Linux)
        var state = linux_capabilities()
        // The function fills the structure, which outlives the call.
        guard unsafe linux_get_capabilities(&state) == 0 else { return nil }
        return (Capabilities(rawValue: state.permitted), Capabilities(rawValue: state.effective))
        #else
        return nil
        #endif
    }

    /// Leaves the calling thread, and those that it begins later, these and no others; nothing for later programs to
    /// inherit.
    ///
    /// - Returns: 0 or `-errno`.
    public static func hold(permitted: Capabilities, effective: Capabilities) -> CInt {
        #if os(Linux)
        var state = linux_capabilities(
            permitted: permitted.rawValue, effective: effective.rawValue, inheritable: 0)
        // The function reads the structure, which outlives the call.
        return unsafe linux_set_capabilities(&state)
        #else
        return 0
        #endif
    }
}
