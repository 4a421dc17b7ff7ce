// What the rights of the process need of the operating system.

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The text of a small file, at most 64 KiB of it; nil if it can't be read.
func systemText(_ path: String) -> String? {
    let opened = systemOpenForReading(path)
    guard opened >= 0 else { return nil }
    defer { systemClose(CInt(opened)) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 12)
    while bytes.count < 1 << 16 {
        let count = systemRead(CInt(opened), &piece)
        guard count >= 0 else { return nil }
        guard count > 0 else { break }
        bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// A user of this system.
public struct SystemUser: Hashable, Sendable {
    /// The name; the number for one without an entry in the user database.
    public var name: String
    /// The number.
    public var uid: UInt32
    /// The group that belongs to the user.
    public var gid: UInt32
    /// The home folder; empty if the user database has none.
    public var home = ""
    /// The shell; empty if the user database has none.
    public var shell = ""
    /// Whether the user database has the user.
    var isKnown = true

    /// The user with that number; nil without an entry in the user database.
    public init?(uid: UInt32) {
        // The entry is valid until the next call; what is in it is copied at once.
        guard let entry = unsafe getpwuid(uid) else { return nil }
        unsafe self.init(entry.pointee)
    }

    /// The user with that name, or that number in decimal; nil without an entry in the user database.
    init?(named text: String) {
        // The string is a C string during the call; what is in the entry is copied at once.
        guard let entry = unsafe getpwnam(text) else {
            guard let uid = UInt32(text) else { return nil }
            self.init(uid: uid)
            return
        }
        unsafe self.init(entry.pointee)
    }

    /// What an entry of the user database says.
    private init?(_ entry: passwd) {
        // The strings are there as long as the entry.
        func text(_ field: UnsafeMutablePointer<CChar>?) -> String? {
            unsafe field.map { unsafe String(cString: $0) }
        }
        guard let name = unsafe text(entry.pw_name) else { return nil }
        unsafe self.init(
            name: name, uid: entry.pw_uid, gid: entry.pw_gid, home: text(entry.pw_dir) ?? "",
            shell: text(entry.pw_shell) ?? "")
    }

    /// A user of whom that is known.
    public init(name: String, uid: UInt32, gid: UInt32, home: String = "", shell: String = "") {
        self.name = name
        self.uid = uid
        self.gid = gid
        self.home = home
        self.shell = shell
    }

    /// One without an entry in the user database.
    init(unknown uid: UInt32, gid: UInt32) {
        self.init(name: "\(uid)", uid: uid, gid: gid)
        isKnown = false
    }

    /// The one whose rights the process has now.
    public static var current: SystemUser {
        SystemUser(uid: geteuid()) ?? SystemUser(unknown: geteuid(), gid: getegid())
    }
}

/// Becomes that user with all its groups, for good; what went wrong, or nil.
func systemBecome(_ user: SystemUser) -> String? {
    // Groups first, then group, then user: each needs the rights that the next one gives away.
    guard systemSetGroups(of: user), setgid(user.gid) == 0, setuid(user.uid) == 0 else {
        return "cannot become user \(user.name): \(systemMessage(Int(errno)))"
    }
    guard getuid() == user.uid, geteuid() == user.uid, getgid() == user.gid, getegid() == user.gid else {
        return "is still user \(geteuid()) after becoming user \(user.name)"
    }
    guard user.uid == 0 || setuid(0) != 0 && seteuid(0) != 0 else {
        return "could become root again after becoming user \(user.name)"
    }
    return nil
}

/// Has the process in the user's groups, and in no others.
private func systemSetGroups(of user: SystemUser) -> Bool {
    #if canImport(Darwin)
    let gid = Int32(bitPattern: user.gid)
    #else
    let gid = user.gid
    #endif
    // The string is a C string during the call.
    if user.isKnown { return unsafe initgroups(user.name, gid) == 0 }
    var group = user.gid
    // One group, which outlives the call.
    return unsafe setgroups(1, &group) == 0
}

/// Whether sockets can be made that reach other hosts.
func systemMayConnect() -> Bool {
    #if canImport(Darwin)
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    #endif
    guard descriptor >= 0 else { return errno != EPERM }
    systemClose(descriptor)
    return true
}

/// The folder in which a path names something.
func systemFolder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The path without links in it; nil if there is no such file.
func systemRealPath(_ path: String) -> String? {
    // The string is a C string during the call; what the system makes is copied, and freed at once.
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
}

/// A variable of the environment.
func systemVariable(_ name: String) -> String? {
    // The environment is not changed while it is read; the C string is copied at once.
    unsafe getenv(name).map { unsafe String(cString: $0) }
}

/// The real user, who started the program.
func systemRealUser() -> (uid: UInt32, gid: UInt32) { (getuid(), getgid()) }

/// The user with whose rights the program runs.
func systemEffectiveUser() -> UInt32 { geteuid() }
