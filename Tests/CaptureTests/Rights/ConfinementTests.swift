import Foundation
import Processes
import TestKit
import Testing

@testable import Capture

#if os(Linux)
/// The kernel's refusals, tried in processes of their own.
@Suite struct ConfinementTests {
    @Test(.enabled(if: Confinement.available.contains(.seccomp), "the kernel can't filter system calls"))
    func noProgramsNoNetworkNoOtherProcesses() async {
        await #expect(processExitsWith: .success) {
            let local = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            guard Confinement().apply(.seccomp) == .seccomp else { exit(1) }
            var pid: pid_t = 0
            var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [strdup("true"), nil]
            guard unsafe posix_spawn(&pid, "/bin/true", nil, nil, &arguments, nil) == EPERM else { exit(2) }
            for family in [AF_INET, AF_INET6, AF_PACKET] {
                guard socket(family, Int32(SOCK_DGRAM.rawValue), 0) < 0, errno == EPERM else { exit(3) }
            }
            guard socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) < 0, errno == EPERM else { exit(9) }
            guard socket(AF_BLUETOOTH, Int32(SOCK_RAW.rawValue), 1) < 0, errno == EAFNOSUPPORT else { exit(10) }
            // One that was made before.
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            let status = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(local, $0, size) }
            }
            guard local >= 0, status < 0, errno == EPERM else { exit(4) }
            // All threads, not this one alone; and new ones are begun as before.
            guard ThreadStatus.all().allSatisfy({ $0.isFiltered == true && $0.hasNoNewPrivileges == true }) else {
                exit(6)
            }
            let thread = Thread {}
            thread.start()
            while !thread.isFinished { usleep(1000) }
            // The kernel's own news still come, and libpcap's list of interfaces with them.
            guard try !LiveCapture.interfaces().isEmpty else { exit(7) }
            guard Confinement.inEffect == .seccomp else { exit(8) }
        }
    }

    /// An interface that comes back is opened in the confined process.
    @Test(.enabled(if: Confinement.available.contains(.seccomp) && Privileges.isRoot, "needs root, and seccomp"))
    func interfacesAreOpenedAgainWhereThatWasAskedFor() async {
        await #expect(processExitsWith: .success) {
            var confinement = Confinement()
            confinement.reopensInterfaces = true
            let privileges = try Privileges(reopens: true)
            _ = try privileges.giveUp { [ThreadStatus.calling].compactMap(\.self) }
            guard confinement.apply().contains(.seccomp) else { exit(1) }
            var options = LiveCapture.Options()
            options.interface = try LiveCapture.interfaces().first { $0.isLoopback }?.name
            guard (try? LiveCapture(options)) == nil else { exit(2) }
            Capabilities.takeRightToCapture()
            _ = try LiveCapture(options)
            guard !systemMayConnect() else { exit(3) }
        }
    }

    @Test(.enabled(if: Confinement.available.contains(.landlock), "the kernel has no Landlock"))
    func filesAreOutOfReachExceptThoseThatAreNamed() async throws {
        let file = try ScratchFile([1, 2, 3])
        let folders = [file.path + ".open", file.path + ".shut"]
        for folder in folders {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        }
        defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
        await #expect(processExitsWith: .success) { [path = file.path as String] in
            let (open, shut) = (path + ".open", path + ".shut")
            var confinement = Confinement()
            confinement.writableFolders = [open]
            confinement.readablePaths = [path + ".none"]
            guard confinement.apply(.landlock) == .landlock else { exit(2) }
            let name = "\(open)/trace.pcapng"
            let writer = try PcapngWriter(name, application: "test")
            try writer.close(CaptureInfo(file: name, format: .live, interfaces: []))
            guard Reading.file(name).error == nil else { exit(3) }
            systemRemove(name)
            guard systemOpenForReading(path) == -Int(EACCES) else { exit(4) }
            guard systemOpenForWriting("\(shut)/x") == -Int(EACCES) else { exit(5) }
            guard systemOpenForReading("/etc/shadow") == -Int(EACCES) else { exit(6) }
            guard systemText("/proc/self/status") != nil, systemText("/etc/passwd") != nil else { exit(7) }
            guard Confinement.inEffect == .landlock else { exit(8) }
        }
    }

    @Test(.enabled(if: Confinement.available.contains(.landlock), "the kernel has no Landlock"))
    func aKeyLogMayComeLaterAndBeReplaced() async throws {
        let scratch = try ScratchFile([])
        await #expect(processExitsWith: .success) { [path = scratch.path as String] in
            let log = try KeyLogFile(path + ".later", isAwaited: true)
            var confinement = Confinement()
            confinement.readablePaths = log.folders
            // Another program writes it, which was begun before.
            let (writer, begin) = (Process(), Pipe())
            writer.executableURL = URL(fileURLWithPath: "/bin/sh")
            writer.arguments = ["-c", "read line; echo '# one' > \"$1\"", "sh", path + ".later"]
            writer.standardInput = begin
            try writer.run()
            guard confinement.apply(.landlock) == .landlock, try log.next(.growing) == nil else { exit(2) }
            begin.fileHandleForWriting.write(Data("\n".utf8))
            writer.waitUntilExit()
            guard try log.next(.growing) != nil else { exit(3) }
        }
        try? FileManager.default.removeItem(atPath: scratch.path + ".later")
    }

    @Test func nothingIsAppliedThatWasNotAskedFor() async {
        await #expect(processExitsWith: .success) {
            guard Confinement().apply([]) == [] else { exit(1) }
            guard ThreadStatus.all().allSatisfy({ $0.isFiltered == false }) else { exit(2) }
            guard Confinement.inEffect == [] else { exit(4) }
            guard systemOpenForReading("/etc/shells") != -Int(EACCES) else { exit(3) }
        }
    }
}
#endif
