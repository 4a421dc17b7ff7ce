#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The rights of the process: those of root are needed to open an interface, and not longer.
public enum Privileges {
    /// What `drop()` did.
    public enum Outcome: Hashable, Sendable {
        /// The process does not run as root, or not through sudo: it keeps its rights.
        case kept
        /// The process now runs as this user, for good.
        case dropped(user: String, uid: UInt32, gid: UInt32)
    }

    /// Whether the process runs as root.
    public static var isRoot: Bool { geteuid() == 0 }

    /// Becomes the user who called sudo (`SUDO_UID`, `SUDO_GID`), if the process runs as root through sudo.
    ///
    /// To be called once the interface is open and before any other file is made. Nothing gives the rights back.
    ///
    /// - Throws: `CaptureError` of kind `noPermission` when a right is still there afterwards; going on would then
    ///   mean to parse hostile input as root.
    public static func drop() throws(CaptureError) -> Outcome {
        guard isRoot, let uid = number("SUDO_UID"), let gid = number("SUDO_GID"), uid != 0 else { return .kept }
        let user = name(uid)
        // Groups first, then group, then user: each needs the rights that the next one gives away.
        let groupsAreSet = user.map { unsafe initgroups($0, groupNumber(gid)) == 0 } ?? onlyGroup(gid)
        guard groupsAreSet, setgid(gid) == 0, setuid(uid) == 0 else {
            throw failure("cannot become user \(uid): \(systemMessage(Int(errno)))")
        }
        guard getuid() == uid, geteuid() == uid, getgid() == gid, getegid() == gid else {
            throw failure("is still user \(geteuid()) after becoming user \(uid)")
        }
        guard setuid(0) != 0, seteuid(0) != 0, gid == 0 || setegid(0) != 0 else {
            throw failure("could become root again after becoming user \(uid)")
        }
        return .dropped(user: user ?? "\(uid)", uid: uid, gid: gid)
    }

    private static func failure(_ problem: String) -> CaptureError {
        CaptureError(
            .noPermission, file: "ws101", problem: problem,
            advice: "Give the binary the right to capture instead of using sudo; see ws101 doctor.")
    }

    private static func number(_ variable: String) -> UInt32? {
        // The environment is not changed while it is read; the C string is copied at once.
        guard let text = unsafe getenv(variable) else { return nil }
        return unsafe UInt32(String(cString: text))
    }

    /// The user's name; nil for one without an entry in the user database.
    private static func name(_ uid: uid_t) -> String? {
        // The entry is valid until the next call; the name is copied at once.
        guard let entry = unsafe getpwuid(uid), let name = unsafe entry.pointee.pw_name else { return nil }
        return unsafe String(cString: name)
    }

    /// Leaves every group but `gid`.
    private static func onlyGroup(_ gid: gid_t) -> Bool {
        var group = gid
        // One group, which outlives the call.
        return unsafe setgroups(1, &group) == 0
    }

    #if canImport(Darwin)
    private static func groupNumber(_ gid: gid_t) -> Int32 { Int32(bitPattern: gid) }
    #else
    private static func groupNumber(_ gid: gid_t) -> gid_t { gid }
    #endif
}
