import Foundation
import Processes
import Testing

@testable import Capture

@Suite struct PrivilegesTests {
    @Test func nobodyElseIsMeantOutsideOfSudo() async {
        await #expect(processExitsWith: .success) {
            _ = unsafe unsetenv("SUDO_UID")
            let before = geteuid()
            let privileges = try Privileges()
            try privileges.becomeOwner()
            guard privileges.owner == nil, geteuid() == before else { exit(1) }
        }
    }

    @Test func nobodyElseIsMeantWhenRootCalledSudo() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("SUDO_UID", "0", 1)
            unsafe setenv("SUDO_GID", "0", 1)
            guard try Privileges().owner == nil else { exit(1) }
        }
    }

    @Test(.enabled(if: Privileges.isRoot, "only root has rights to give up"), arguments: ["1", "54321"])
    func rootThroughSudoBecomesTheUserForGood(uid: String) async {
        await #expect(processExitsWith: .success) { [uid] in
            unsafe setenv("SUDO_UID", uid, 1)
            unsafe setenv("SUDO_GID", uid, 1)
            let privileges = try Privileges()
            try privileges.becomeOwner()
            guard "\(getuid()) \(geteuid()) \(getgid()) \(getegid())" == "\(uid) \(uid) \(uid) \(uid)" else { exit(2) }
            guard setuid(0) != 0, unsafe open("/etc/shadow", O_RDONLY) < 0 else { exit(3) }
            var groups = [gid_t](repeating: 0, count: 64)
            let count = unsafe getgroups(64, &groups)
            guard !groups.prefix(Int(max(0, count))).contains(0) else { exit(4) }
            let outcome = try privileges.giveUp { [ThreadStatus.calling].compactMap(\.self) }
            guard outcome.user.uid == UInt32(uid), outcome.hasChangedUser else { exit(5) }
            #if os(Linux)
            guard outcome.lostCapabilities, Capabilities.inEffect == [] else { exit(6) }
            guard let status = ThreadStatus.calling, status.capabilities.isEmpty, status.bounding.isEmpty else {
                exit(7)
            }
            #endif
            guard !Privileges.isRoot, try Privileges().owner == nil else { exit(8) }
        }
    }

    @Test(.enabled(if: Privileges.isRoot, "only root can become another user"))
    func aUserThatIsNamedComesFirst() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("SUDO_UID", "54321", 1)
            unsafe setenv("SUDO_GID", "54321", 1)
            guard let owner = try Privileges(user: "nobody").owner else { exit(1) }
            guard owner.name == "nobody", owner.uid != 0 else { exit(4) }
            guard try Privileges(user: "\(owner.uid)").owner == owner else { exit(2) }
            // Staying root is a wish, too.
            guard try Privileges(user: "root").owner == nil else { exit(3) }
        }
    }

    @Test func aUserThatThereIsNotIsAUsageError() {
        for name in ["no-such-user", "4294967295", "-1", ""] {
            let error = #expect(throws: CaptureError.self) { _ = try Privileges(user: name) }
            #expect(error?.kind == .usage)
        }
    }

    #if os(Linux)
    /// Capabilities are a thread's: what another one keeps is found out.
    @Test(.enabled(if: Privileges.isRoot, "only root has rights to give up"))
    func aThreadThatKeepsItsRightsIsAnError() async {
        await #expect(processExitsWith: .success) {
            _ = unsafe unsetenv("SUDO_UID")
            let (begun, isOver) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            Thread.detachNewThread {
                begun.signal()
                isOver.wait()
            }
            begun.wait()
            do {
                _ = try Privileges().giveUp()
                exit(1)
            } catch {
                guard (error as? CaptureError)?.kind == .noPermission else { exit(2) }
            }
            isOver.signal()
        }
    }

    /// Out of effect, and nothing else.
    @Test(.enabled(if: Privileges.isRoot, "only root has rights to keep"), arguments: [nil, "54321"])
    func whoeverReopensInterfacesKeepsOneCapability(uid: String?) async {
        await #expect(processExitsWith: .success) { [uid] in
            if let uid {
                unsafe setenv("SUDO_UID", uid, 1)
                unsafe setenv("SUDO_GID", uid, 1)
            } else {
                _ = unsafe unsetenv("SUDO_UID")
            }
            let privileges = try Privileges(reopens: true)
            try privileges.becomeOwner()
            let outcome = try privileges.giveUp { [ThreadStatus.calling].compactMap(\.self) }
            guard outcome.kept == .netRaw, let status = ThreadStatus.calling else { exit(1) }
            guard status.permitted == .netRaw, status.effective.isEmpty, status.bounding.isEmpty else { exit(2) }
            Capabilities.takeRightToCapture()
            guard Capabilities.inEffect == .netRaw else { exit(3) }
            Capabilities.rest()
            guard Capabilities.inEffect == [], Capabilities.held?.permitted == .netRaw else { exit(4) }
        }
    }
    #endif

    @Test(.enabled(if: Privileges.isRoot, "only root has a user to give up"))
    func onlyRootBecomesSomebodyElse() async {
        await #expect(processExitsWith: .success) {
            guard setuid(54321) == 0 else { exit(1) }
            do {
                _ = try Privileges(user: "root")
                exit(2)
            } catch {
                guard (error as? CaptureError)?.kind == .usage else { exit(3) }
            }
        }
    }
}
