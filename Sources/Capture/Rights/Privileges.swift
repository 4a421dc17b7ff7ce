public import Processes

#if os(Linux)
internal import CLinux
#endif

/// The rights of the process: those to capture are needed to open an interface, and not longer.
///
/// In this order: the value is made; the interface is opened; `becomeOwner()`; files are opened, children are started,
/// as the user to whom they will belong; `giveUp()`. Only then are threads begun, and packets looked at.
public struct Privileges: Sendable {
    /// What became of the rights.
    public struct Outcome: Hashable, Sendable {
        /// As whom the process runs now, for good.
        public var user: SystemUser
        /// Whether it ran as another one before.
        public var hasChangedUser: Bool
        /// Whether it had capabilities, and gave up all but those that it keeps.
        public var lostCapabilities: Bool
        /// What it keeps, to open interfaces that come back: nothing mostly.
        public var kept: Capabilities
    }

    /// Whether the process runs as root.
    public static var isRoot: Bool { systemEffectiveUser() == 0 }

    /// As whom the process is to run; nil: as it does.
    let owner: SystemUser?
    private let hadCapabilities: Bool
    /// What is kept at the end.
    private let kept: Capabilities

    /// Decides as whom the process will run: `user` if there is one; else, if root runs it, who called sudo (`SUDO_UID`,
    /// `SUDO_GID`), or who started a program that is set to run as root; else nobody else.
    ///
    /// - Parameters:
    ///   - user: the name or number of a user of this system.
    ///   - reopens: whether interfaces will be opened again, for which CAP_NET_RAW is kept, if it is there.
    /// - Throws: `CaptureError` of kind `usage` for a user that there is not, or that only root could become.
    public init(user: String? = nil, reopens: Bool = false) throws(CaptureError) {
        Capabilities.takeRightToCapture()
        let held = Capabilities.held?.permitted ?? []
        hadCapabilities = !held.isEmpty
        kept = reopens ? held.intersection(.netRaw) : []
        guard let user else {
            owner = Self.isRoot ? Self.caller : nil
            return
        }
        guard let wanted = SystemUser(named: user) else {
            throw CaptureError(.usage, file: user, problem: "there is no such user on this system")
        }
        guard wanted.uid != systemEffectiveUser() else {
            owner = nil
            return
        }
        guard Self.isRoot else {
            throw CaptureError(
                .usage, file: user, problem: "only root can become another user",
                advice: "Leave out --user: ws101 runs as \(SystemUser.current.name), and gives up its capabilities.")
        }
        owner = wanted
    }

    /// Becomes the owner, if that is somebody else.
    ///
    /// Nothing gives root's rights back.
    ///
    /// To be called once the interface is open, and before any file is made.
    ///
    /// - Throws: `CaptureError` of kind `noPermission` when a right is still there afterwards; going on would then
    ///   mean to parse hostile input as root.
    public func becomeOwner() throws(CaptureError) {
        guard let owner else { return }
        #if os(Linux)
        // What `giveUp` has to do needs one capability, which outlives the change, out of effect. Children don't have it.
        _ = linux_keep_capabilities(1)
        defer { _ = linux_keep_capabilities(0) }
        #endif
        if let problem = systemBecome(owner) { throw Self.failure(problem) }
        #if os(Linux)
        guard let held = Capabilities.held else { return }
        let status = Capabilities.hold(permitted: held.permitted.intersection(kept.union(.setPCap)), effective: [])
        if status < 0 { throw Self.failure("cannot give up its capabilities: \(systemMessage(-Int(status)))") }
        #endif
    }

    /// Gives up every capability but what is kept, which is out of effect from here on, and all that programs run by
    /// this one could gain.
    ///
    /// To be called from the only thread: of the others it would only be found out that they kept theirs.
    ///
    /// - Throws: `CaptureError` of kind `noPermission` when a thread has any other capability, or runs as somebody else.
    public func giveUp() throws(CaptureError) -> Outcome { try giveUp { ThreadStatus.all() } }

    /// The same; `threads` are those that are looked at afterwards.
    func giveUp(_ threads: () -> [ThreadStatus]) throws(CaptureError) -> Outcome {
        #if os(Linux)
        if let held = Capabilities.held {
            // Not where a container has taken that right away; what is gained by running programs is nothing even then.
            let setting = held.permitted.intersection(.setPCap)
            if !setting.isEmpty, Capabilities.hold(permitted: held.permitted, effective: setting) == 0 {
                _ = linux_forget_root()
            }
            let status = Capabilities.hold(permitted: kept, effective: [])
            if status < 0 { throw Self.failure("cannot give up its capabilities: \(systemMessage(-Int(status)))") }
            _ = linux_set_no_new_privileges()
        }
        #endif
        let user = SystemUser.current
        for thread in threads() {
            let rest = thread.capabilities.subtracting(kept)
            guard rest.isEmpty else {
                throw Self.failure("still has \(rest.names.joined(separator: ", ")) in one of its threads")
            }
            guard thread.users.allSatisfy({ $0 == user.uid }) else {
                throw Self.failure("still runs as another user in one of its threads")
            }
        }
        return Outcome(user: user, hasChangedUser: owner != nil, lostCapabilities: hadCapabilities, kept: kept)
    }

    /// Who called sudo, or a program that is set to run as root; nil if that was root.
    private static var caller: SystemUser? {
        let real = systemRealUser()
        if real.uid != 0 { return user(real.uid, real.gid) }
        guard let uid = number("SUDO_UID"), uid != 0 else { return nil }
        return user(uid, number("SUDO_GID"))
    }

    /// The user with that number, in that group; nil where no group is known.
    private static func user(_ uid: UInt32, _ gid: UInt32?) -> SystemUser? {
        let known = SystemUser(uid: uid)
        guard let gid = gid ?? known?.gid else { return nil }
        var user = known ?? SystemUser(unknown: uid, gid: gid)
        user.gid = gid
        return user
    }

    private static func number(_ variable: String) -> UInt32? { systemVariable(variable).flatMap { UInt32($0) } }

    private static func failure(_ problem: String) -> CaptureError {
        CaptureError(
            .noPermission, file: "ws101", problem: problem,
            advice: "Give the binary the right to capture instead of using sudo; see ws101 doctor.")
    }
}
