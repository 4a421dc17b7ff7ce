import Foundation
import Processes
import TestKit
import Testing

@testable import Capture

#if os(Linux)
/// What the kernel says of a capture's rights while it runs.
@Suite(.serialized, .enabled(if: getuid() == 0, "needs the right to capture"))
struct RightsTests {
    private static let users: [[String: String]] = [[:], ["SUDO_UID": "54321", "SUDO_GID": "54322"]]

    private func permit(_ path: String, _ mode: mode_t) {
        // The string is a C string during the call.
        #expect(unsafe chmod(path, mode) == 0)
    }

    private func give(_ path: String, to uid: uid_t, _ gid: gid_t) {
        // The string is a C string during the call.
        #expect(unsafe chown(path, uid, gid) == 0)
    }

    /// A capture that has announced itself.
    private func capture(
        _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> (run: Program.Running, threads: [ThreadStatus]) {
        let run = try Program.Running(
            Program.url, ["capture", "-i", "lo", "--filter", "udp port 9"] + arguments, environment: environment)
        while run.process.isRunning, !run.error.contains("capturing on lo") { usleep(10_000) }
        let tasks = "/proc/\(run.process.processIdentifier)/task"
        let threads = try FileManager.default.contentsOfDirectory(atPath: tasks).compactMap {
            (try? String(contentsOfFile: "\(tasks)/\($0)/status", encoding: .utf8)).flatMap { ThreadStatus($0) }
        }
        return (run, threads)
    }

    private func check(_ threads: [ThreadStatus], user: UInt32) {
        #expect(!threads.isEmpty)
        for thread in threads {
            #expect(thread.capabilities.isEmpty && thread.hasNoNewPrivileges == true)
            #expect(thread.users == [user, user, user, user])
            if Confinement.available.contains(.seccomp) { #expect(thread.isFiltered == true) }
        }
    }

    @Test func rootKeepsItsUserAndNothingElse() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("trace.pcapng").path
        let (run, threads) = try capture(["-w", file])
        check(threads, user: 0)
        #expect(threads.allSatisfy { $0.bounding.isEmpty })
        run.process.terminate()
        let result = run.wait()
        #expect(result.status == 143)
        #expect(result.error.contains("still running as root, now without capabilities"))
        #expect(try Program.run(["inspect", file]).status == 0)
    }

    @Test func sudosUserOwnsTheFile() throws {
        let folder = try TemporaryFolder()
        permit(folder.url.path, 0o777)
        let file = folder.file("trace.pcapng").path
        let (run, threads) = try capture(["-w", file], environment: ["SUDO_UID": "54321", "SUDO_GID": "54322"])
        check(threads, user: 54321)
        #expect(threads.allSatisfy { $0.bounding.isEmpty })
        run.process.interrupt()
        #expect(run.wait().error.contains("now running as 54321, without capabilities"))
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.ownerAccountID] as? Int == 54321 && attributes[.groupOwnerAccountID] as? Int == 54322)
    }

    @Test func theUserThatIsNamedComesBeforeSudos() throws {
        let sudo = ["SUDO_UID": "54321", "SUDO_GID": "54322"]
        let (run, threads) = try capture(["--user", "nobody"], environment: sudo)
        check(threads, user: SystemUser(named: "nobody")?.uid ?? 0)
        run.process.interrupt()
        #expect(run.wait().error.contains("now running as nobody, without capabilities"))
        #expect(try Program.run(["capture", "--user", "no-such-user"]).status == 64)
        #expect(try Program.run(["capture", "--user", ""]).status == 64)
    }

    @Test func whoeverIsQuietIsNotTold() throws {
        let result = try Program.run(["capture", "-i", "lo", "--filter", "udp port 9", "--quiet", "--duration", "0.3"])
        #expect(result.status == 0 && result.error.isEmpty)
    }

    /// Not every file system keeps capabilities.
    private static let canGiveCapabilities: Bool = {
        guard let folder = try? TemporaryFolder(), let file = try? folder.file("program", []) else { return false }
        let script = "PATH=$PATH:/usr/sbin:/sbin; setcap cap_net_raw=p '\(file)' && command -v setpriv"
        return (try? Program.shell(script))?.status == 0
    }()

    @Test(
        .enabled(if: canGiveCapabilities, "needs setcap, setpriv, and a file system with capabilities"),
        arguments: ["cap_net_raw=eip", "cap_net_raw=p"])
    func theCapabilityOfTheFileIsGivenUp(capability: String) throws {
        let folder = try TemporaryFolder()
        permit(folder.url.path, 0o777)
        let copy = folder.file("ws101").path
        try FileManager.default.copyItem(atPath: Program.url.path, toPath: copy)
        #expect(try Program.shell("PATH=$PATH:/usr/sbin:/sbin; setcap \(capability) '\(copy)'").status == 0)
        let result = try Program.shell(
            """
            cd '\(folder.url.path)'
            setpriv --reuid 54321 --regid 54321 --clear-groups --inh-caps=-all \
                ./ws101 capture -i lo --filter 'udp port 9' -w trace.pcapng 2>err & pid=$!
            until grep -q 'capturing on' err; do sleep 0.05; kill -0 $pid || break; done
            cat /proc/$pid/task/*/status | grep -E '^(Cap(Eff|Prm|Inh|Amb)|NoNewPrivs|Uid)' | sort -u
            kill -TERM $pid; wait $pid; echo $?; cat err >&2
            """)
        let none = "0000000000000000"
        #expect(
            result.output.hasPrefix(
                "CapAmb:\t\(none)\nCapEff:\t\(none)\nCapInh:\t\(none)\nCapPrm:\t\(none)\nNoNewPrivs:\t1\n"
                    + "Uid:\t54321\t54321\t54321\t54321\n"))
        #expect(result.output.hasSuffix("\n143\n"))
        #expect(result.error.contains("still running as 54321, now without capabilities"))
        #expect(try Program.run(["inspect", folder.file("trace.pcapng").path]).status == 0)
    }

    /// As root by itself, and as another user: the files after the first one are made under the rules.
    @Test(arguments: users)
    func filesThatRotateAreMadeUnderTheRules(environment: [String: String]) throws {
        let folder = try TemporaryFolder()
        if !environment.isEmpty { give(folder.url.path, to: 54321, 54322) }
        let base = folder.file("ring.pcapng").path
        let (run, _) = try capture(
            ["-w", base, "--rotate-size", "4KB", "--keep", "3", "--count", "40"], environment: environment)
        sendDatagrams(40, of: 1000)
        let result = run.wait()
        #expect(result.status == 0)
        #expect(result.error.contains("40 packets captured") && !result.error.contains("cannot be written"))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(files.count == 3)
        for file in files {
            let owner = try FileManager.default.attributesOfItem(atPath: folder.file(file).path)[.ownerAccountID]
            #expect(owner as? Int == (environment.isEmpty ? 0 : 54321))
        }
    }

    /// Sends datagrams to a port of this host where nobody listens.
    private func sendDatagrams(_ count: Int, of size: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(9).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let bytes = [UInt8](repeating: 0, count: size)
        for _ in 0..<count {
            // Address and bytes outlive the call. A port where nobody listens answers with an error to the next one.
            let sent = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe sendto(descriptor, bytes, size, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            #expect(sent == size)
        }
    }

    @Test func aFolderWhereLaterFilesCannotBeMadeIsRefusedAtOnce() throws {
        let folder = try TemporaryFolder()
        give(folder.url.path, to: 54321, 54321)
        let result = try Program.run([
            "capture", "-i", "lo", "--filter", "udp port 9", "-w", folder.file("ring.pcapng").path, "--rotate-size",
            "4KB", "--count", "1",
        ])
        #expect(result.status == 74)
        #expect(result.error.contains("once rights are given up"))
    }

    @Test func whoeverWaitsForInterfacesKeepsTheRightToCapture() throws {
        let (run, threads) = try capture(["--wait-for-interface"], environment: ["SUDO_UID": "54321", "SUDO_GID": "1"])
        #expect(threads.allSatisfy { $0.permitted == .netRaw && $0.effective.isEmpty && $0.bounding.isEmpty })
        #expect(threads.allSatisfy { $0.users == [54321, 54321, 54321, 54321] && $0.hasNoNewPrivileges == true })
        run.process.interrupt()
        #expect(run.wait().error.contains("with cap_net_raw alone (for --wait-for-interface)"))
    }

    /// The command has all that its user has: sudo works in it.
    @Test(arguments: users)
    func theCommandIsNotConfined(environment: [String: String]) throws {
        let folder = try TemporaryFolder()
        permit(folder.url.path, 0o777)
        // A program that becomes root by its file, as sudo is.
        let identity = folder.file("identity").path
        try FileManager.default.copyItem(atPath: "/usr/bin/id", toPath: identity)
        permit(identity, 0o4755)
        let result = try Program.run(
            ["run", "-i", "lo", "--", "sh", "-c", "id -u; '\(identity)' -u; cat /proc/self/status"],
            environment: ["TMPDIR": folder.url.path].merging(environment) { $1 })
        #expect(result.status == 0)
        let uid = environment["SUDO_UID"] ?? "0"
        #expect(result.output.hasPrefix("\(uid)\n0\n"))
        let status = try #require(ThreadStatus(result.output))
        #expect(status.hasNoNewPrivileges == false && status.isFiltered == false)
        let own = try #require(ThreadStatus.all().first)
        #expect(status.bounding == own.bounding)
        #expect(status.capabilities == (environment.isEmpty ? own.capabilities : []))
    }

    @Test func aKeyLogThatIsNotThereIsAwaitedLiveAndMissingInAFile() throws {
        let folder = try TemporaryFolder()
        let log = folder.file("keys.txt").path
        let live = try Program.run([
            "capture", "-i", "lo", "--filter", "udp port 9", "--keylog", log, "--duration", "0.3",
        ])
        #expect(live.status == 0)
        #expect(live.error.contains("keys.txt does not exist yet; waiting for it"))
    }

    /// The words of what was tried.
    @Test func doctorSaysWhatTheKernelRefuses() throws {
        let result = try Program.run(["doctor", "--width", "200"])
        #expect(result.output.contains("You may capture: any was opened for a moment"))
        #expect(result.output.contains("with a filter and a buffer of 16MB."))
        #expect(result.output.contains("this program still runs as root, without any."))
        for (means, words) in [
            (Confinement.Means.seccomp, "seccomp: this program could not start a program"),
            (.landlock, "this program could not open a file that everybody may read"),
        ] {
            #expect(result.output.contains(words) == Confinement.available.contains(means))
        }
        let sudo = try Program.run(
            ["doctor", "--width", "200"], environment: ["SUDO_UID": "54321", "SUDO_GID": "54321"])
        #expect(sudo.output.contains("The rights of root can be given up: this program became 54321, without any."))
    }

    @Test func newcomersAreToldWhatTheyLack() throws {
        let folder = try TemporaryFolder()
        permit(folder.url.path, 0o755)
        let copy = folder.file("ws101").path
        try FileManager.default.copyItem(atPath: Program.url.path, toPath: copy)
        let user = "setpriv --reuid 54321 --regid 54321 --clear-groups"
        let capture = try Program.shell("\(user) '\(copy)' capture -i lo")
        #expect(capture.status == 77)
        #expect(capture.error.contains("you may not capture on this interface"))
        #expect(capture.error.contains("sudo \(copy) capture -i lo\n"))
        #expect(capture.error.contains("sudo setcap cap_net_raw=p \(copy)"))
        let list = try Program.shell("\(user) '\(copy)' capture --list-interfaces")
        #expect(list.status == 0 && list.output.contains("lo"))
        #expect(list.error.contains("you may not capture on them yet"))
        let doctor = try Program.shell("\(user) '\(copy)' doctor --width 300")
        #expect(doctor.status == 77 && doctor.output.contains("You may not capture"))
        #expect(doctor.output.contains("if these are your own"))
        #expect(doctor.output.contains("sudo \(copy) capture\n"))
        let lesson = try Program.shell("\(user) '\(copy)' learn --live")
        #expect(lesson.status == 77 && lesson.error.contains("sudo \(copy) learn --live\n"))
        let contained = try Program.shell("setpriv --bounding-set=-net_raw '\(copy)' capture -i lo")
        #expect(contained.status == 77 && contained.error.contains("--cap-add=NET_RAW"))
        let containedLesson = try Program.shell("setpriv --bounding-set=-net_raw '\(copy)' learn --live")
        #expect(containedLesson.status == 77 && containedLesson.error.contains("--cap-add=NET_RAW"))
        #expect(!containedLesson.error.contains("Run it with sudo"))
    }
}
#endif

/// The values that no option of `capture` takes, and that each says its bounds.
@Suite struct CaptureLimitsTests {
    @Test(arguments: [
        ("--count", "0", "at least 1"), ("--count", "-1", "at least 1"), ("--count", "99999999999999999999", "invalid"),
        ("--duration", "0", "more than 0 seconds, at most a year"), ("--duration", "-1", "more than 0"),
        ("--duration", "nan", "more than 0"), ("--duration", "inf", "at most a year"), ("--duration", "", "invalid"),
        ("--duration", "1e300", "at most a year"), ("--snaplen", "0", "1 to 262144"),
        ("--snaplen", "-1", "1 to 262144"),
        ("--snaplen", "262145", "1 to 262144"), ("--buffer-size", "0", "256KB"), ("--buffer-size", "64GB", "1GB"),
        ("--buffer-size", "-1", "invalid"), ("--buffer-size", "", "invalid"), ("--interface", "", "name is empty"),
        ("--keylog", "", "name is empty"), ("--user", "", "name of a user"),
        ("--write", "", "empty"), ("--port", "", "1 to 65535"), ("--port", "65536", "1 to 65535"),
        ("--width", "19", "20 to 10000"), ("--width", "99999999999", "20 to 10000"),
        ("--keep-last", "1", "1MB to 64GB"),
        ("--keep-last", "x", "1MB to 64GB"), ("--payload-limit", "-1", "0 or more"), ("--format", "", "invalid"),
    ])
    func aHostileValueIsRefusedWithItsBounds(option: String, value: String, sentence: String) throws {
        let arguments = value.isEmpty ? [option, value] : ["\(option)=\(value)"]
        let result = try Program.run(["capture"] + arguments)
        #expect(result.status == 64)
        #expect(result.error.contains(sentence))
        #expect(result.output.isEmpty)
    }

    @Test func aStoredFileDoesNotWaitForKeys() throws {
        let result = try Program.run(["inspect", "/dev/null", "--keylog", "/no/such/keys.txt"])
        #expect(result.status != 0)
    }
}
