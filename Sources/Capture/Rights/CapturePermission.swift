internal import Processes
internal import Wire

/// What a process has of the right to capture: why it may not, and what would let it.
public struct CapturePermission: Hashable, Sendable {
    /// Whether root runs it.
    public var isRoot = false
    /// Whether CAP_NET_RAW is in effect.
    public var isInEffect = false
    /// Whether no program that this process runs can have CAP_NET_RAW: in a container, or after `capsh --drop`.
    public var isTakenAway = false
    /// Whether programs that this process runs gain nothing: no_new_privs, in sandboxes and services.
    public var gainsNothing = false
    /// Whether the program's file gives CAP_NET_RAW to whoever runs it.
    public var isInFile = false
    /// How the program is called.
    public var command = "ws101"
    /// What it is called with.
    public var arguments = ["capture"]
    /// Where its file is, links followed: what setcap(8) takes.
    public var file = "ws101"

    /// Of a process that has nothing special.
    public init() {}

    /// That of this process.
    public static var current: CapturePermission {
        var permission = CapturePermission()
        permission.isRoot = Privileges.isRoot
        permission.isInEffect = Capabilities.inEffect?.contains(.netRaw) ?? false
        if let status = systemText("/proc/self/status").flatMap({ ThreadStatus($0) }) {
            permission.isTakenAway = !status.bounding.contains(.netRaw)
            permission.gainsNothing = status.hasNoNewPrivileges ?? false
        }
        permission.isInFile = Capabilities.ofProgram.contains(.netRaw)
        if let name = CommandLine.arguments.first, name.contains("/") { permission.command = name }
        permission.arguments = Array(CommandLine.arguments.dropFirst())
        permission.file = systemRealPath("/proc/self/exe") ?? permission.command
        return permission
    }

    /// What to do, a paragraph each.
    public var advice: [String] {
        #if canImport(Darwin)
        return ["Run it with sudo; or install Wireshark's ChmodBPF, which lets your group read /dev/bpf*."]
        #else
        if isInEffect {
            return [
                "You are root in a namespace of your own only (unshare -r, a rootless container), and this network is not "
                    + "part of it. Capture outside of it, or make a network that belongs to it: unshare -rn."
            ]
        }
        if isTakenAway {
            return [
                "The capability CAP_NET_RAW was taken from everything that runs here, so root, sudo and setcap don't "
                    + "help. In a container, start it with --cap-add=NET_RAW."
            ]
        }
        if gainsNothing {
            return [
                "Programs gain no rights here (no_new_privs is set, as in sandboxes and services), so sudo and setcap "
                    + "don't help. Capture outside of it."
            ]
        }
        if isRoot {
            return ["You are root, but without the capability CAP_NET_RAW. In a container: --cap-add=NET_RAW."]
        }
        if isInFile {
            return [
                "The program's file has the capability, but the kernel ignores it: its file system is mounted with nosuid, "
                    + "or belongs to another namespace. Run it with sudo, or install it elsewhere."
            ]
        }
        let words = ([command] + arguments).map(ShellWord.quoted).joined(separator: " ")
        return [
            // Last, and without a full stop: it is there to be copied.
            "Run it with sudo; the rights of root are given up once the interface is open: sudo \(words)",
            "Or let everybody who may run this file capture with it, once and for all: sudo setcap cap_net_raw=p "
                + ShellWord.quoted(file),
        ]
        #endif
    }
}
