#if os(Linux)
internal import CLinux
internal import Processes
#endif

/// What the kernel keeps from a process that reads packets, whoever it runs as: running programs, reaching other hosts
/// and services, and all files but those that it has to do with.
///
/// Where a kernel can do one of the two only, or neither, the process goes on with what there is.
public struct Confinement: Sendable {
    /// The two means of Linux.
    public struct Means: OptionSet, Hashable, Sendable {
        /// A bit each.
        public let rawValue: UInt8
        /// The set with those bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// System calls are refused (seccomp(2)).
        public static let seccomp = Means(rawValue: 1)
        /// Files are out of reach (landlock(7)).
        public static let landlock = Means(rawValue: 2)

        /// Their names.
        public var names: [String] {
            (contains(.seccomp) ? ["seccomp"] : []) + (contains(.landlock) ? ["Landlock"] : [])
        }
    }

    /// Folders in which files may be made, written and removed later.
    ///
    /// What is open already needs no permission.
    public var writableFolders: Set<String> = []
    /// Files and folders that may be read later, besides those of the system that hold no secrets.
    public var readablePaths: Set<String> = []

    /// Whether interfaces will be opened again, so that sockets which capture can still be made.
    public var reopensInterfaces = false

    /// Nothing but the system's own files.
    public init() {}

    /// The version of Landlock that the kernel has; 0 for none.
    public static var landlockVersion: Int {
        #if os(Linux)
        max(0, Int(linux_landlock_version()))
        #else
        0
        #endif
    }

    /// What is in effect: found by trying what each of the two refuses.
    ///
    /// Nothing comes of it where nothing is refused.
    public static var inEffect: Means {
        var means: Means = []
        #if os(Linux)
        // No program, so that the kernel refuses it anyway, but for another reason.
        var isRefused = false
        do throws(SpawnError) {
            _ = try ChildProgram.start("/dev/null", ["null"], environment: [:])
        } catch {
            isRefused = error.code == SystemError.notPermitted
        }
        if isRefused, !systemMayConnect() { means.insert(.seccomp) }
        // Everybody may read it.
        let opened = systemOpenForReading("/dev/zero")
        if opened == -SystemError.noAccess { means.insert(.landlock) }
        if opened >= 0 { systemClose(CInt(opened)) }
        #endif
        return means
    }

    /// Confines the calling thread and those that it begins later; the refused system calls are refused to all threads.
    ///
    /// - Parameter means: what to use of what the kernel has.
    /// - Returns: what took effect.
    public func apply(_ means: Means = [.seccomp, .landlock]) -> Means {
        var applied: Means = []
        #if os(Linux)
        guard linux_set_no_new_privileges() == 0 else { return [] }
        if means.contains(.landlock), restrictFiles() { applied.insert(.landlock) }
        if means.contains(.seccomp), linux_filter_calls(reopensInterfaces ? 1 : 0) == 0 { applied.insert(.seccomp) }
        #endif
        return applied
    }
}

#if os(Linux)
extension Confinement {
    /// What Landlock tells apart in files, as linux/landlock.h numbers it.
    private enum Access {
        static let execute: UInt64 = 1 << 0
        static let write: UInt64 = 1 << 1
        static let read: UInt64 = 1 << 2
        static let list: UInt64 = 1 << 3
        static let removeFile: UInt64 = 1 << 5
        static let makeFile: UInt64 = 1 << 8
        static let truncate: UInt64 = 1 << 14
        static let ioctl: UInt64 = 1 << 15

        /// All that a version knows: later ones know more, of which nothing is made use of here.
        static func all(version: Int) -> UInt64 {
            var all: UInt64 = (1 << 13) - 1
            // Moving files between folders, truncating, and ioctl of devices.
            if version >= 2 { all |= 1 << 13 }
            if version >= 3 { all |= truncate }
            if version >= 5 { all |= ioctl }
            return all
        }

        /// Those that a file, not a folder, can be given.
        static let ofFiles = execute | write | read | truncate | ioctl
    }

    /// What is read of the system: libraries, time zones, names of users, what terminals can do, and what the kernel
    /// tells.
    ///
    /// Not all of /etc: root may read secrets there.
    private static let system = [
        "/usr", "/lib", "/lib64", "/proc", "/sys", "/etc/localtime", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf",
        "/etc/ld.so.cache", "/etc/services", "/etc/protocols", "/etc/hosts", "/etc/terminfo", "/dev/urandom",
    ]

    private func restrictFiles() -> Bool {
        let version = Self.landlockVersion
        guard version > 0 else { return false }
        var attributes = linux_landlock_attributes()
        attributes.files = Access.all(version: version)
        // TCP to and from anywhere; signals and abstract sockets to other processes are left alone.
        if version >= 4 { attributes.ports = 3 }
        // The function reads the structure, which outlives the call.
        let rules = unsafe linux_landlock_create(&attributes)
        guard rules >= 0 else { return false }
        defer { systemClose(rules) }
        let handled = attributes.files
        for path in Self.system { Self.allow(path, Access.read | Access.list, handled, rules) }
        for path in readablePaths { Self.allow(path, Access.read | Access.list, handled, rules) }
        let making =
            Access.write | Access.read | Access.list | Access.makeFile | Access.removeFile | Access.truncate
        for path in writableFolders { Self.allow(path, making, handled, rules) }
        // The terminal, for keys and last words; whether the program is in its foreground is an ioctl.
        Self.allow("/dev/tty", Access.write | Access.read | Access.ioctl, handled, rules)
        Self.allow("/dev/null", Access.write | Access.read, handled, rules)
        return linux_landlock_restrict(rules) == 0
    }

    /// Allows something beneath a path, if there is one.
    private static func allow(_ path: String, _ access: UInt64, _ handled: UInt64, _ rules: CInt) {
        // The string is a C string during the call.
        let descriptor = unsafe linux_open_path(path)
        guard descriptor >= 0 else { return }
        defer { systemClose(descriptor) }
        let isFolder = systemStatus(descriptor).kind == .directory
        _ = linux_landlock_allow(rules, access & handled & (isFolder ? .max : Access.ofFiles), descriptor)
    }
}
#endif
