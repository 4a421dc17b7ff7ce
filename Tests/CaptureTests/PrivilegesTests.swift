import Foundation
import Testing

@testable import Capture

@Suite struct PrivilegesTests {
    @Test func nothingHappensOutsideOfSudo() async {
        await #expect(processExitsWith: .success) {
            _ = unsafe unsetenv("SUDO_UID")
            let before = geteuid()
            guard try Privileges.drop() == .kept, geteuid() == before else { exit(1) }
        }
    }

    @Test func nothingHappensWhenRootCalledSudo() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("SUDO_UID", "0", 1)
            unsafe setenv("SUDO_GID", "0", 1)
            guard try Privileges.drop() == .kept else { exit(1) }
        }
    }

    @Test(.enabled(if: Privileges.isRoot, "only root has rights to drop"), arguments: ["1", "54321"])
    func rootThroughSudoBecomesTheUserForGood(uid: String) async {
        await #expect(processExitsWith: .success) { [uid] in
            unsafe setenv("SUDO_UID", uid, 1)
            unsafe setenv("SUDO_GID", uid, 1)
            guard case .dropped(_, UInt32(uid), UInt32(uid)) = try Privileges.drop() else { exit(1) }
            guard "\(getuid()) \(geteuid()) \(getgid()) \(getegid())" == "\(uid) \(uid) \(uid) \(uid)" else { exit(2) }
            guard setuid(0) != 0, unsafe open("/etc/shadow", O_RDONLY) < 0 else { exit(3) }
            var groups = [gid_t](repeating: 0, count: 64)
            let count = unsafe getgroups(64, &groups)
            guard !groups.prefix(Int(max(0, count))).contains(0) else { exit(4) }
            guard !Privileges.isRoot, try Privileges.drop() == .kept else { exit(5) }
        }
    }
}
