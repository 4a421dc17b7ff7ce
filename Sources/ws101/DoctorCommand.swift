import ArgumentParser
import Capture
import Diagram
import Dissection
import Foundation
import Processes
import Report
import Wire

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what prevents capturing on this machine, and how to fix it.",
        discussion: """
            Tries what a capture does: opens interfaces, sets a filter, gives its rights up, and is confined. Ends with \
            status 0 if a live capture is possible, 77 without permission, 69 if the system cannot capture. Run it as you \
            would run the capture: with sudo, it speaks of captures with sudo.

            EXAMPLES
              ws101 doctor
              sudo ws101 doctor
            """)

    @OptionGroup var screen: ScreenOptions

    func run() throws {
        let screen = screen.screen
        try Results.check()
        let listing = Result { () throws(CaptureError) in try LiveCapture.interfaces() }
        let checks = Checkup.all(listing)
        let interfaces = (try? listing.get()) ?? []
        try Results.write { output in
            for check in checks {
                if screen.plain {
                    for line in wrap(check.sentences, width: screen.width) { output.line(line) }
                    continue
                }
                let ink: Ink = check.isFine ? .good : check.exitCode == nil ? .doubtful : .bad
                output.write(
                    screen.paint(padded(check.isFine ? "ok" : check.exitCode == nil ? "note" : "missing", to: 9), ink))
                let room = max(screen.width - 9, 20)
                for (index, line) in ([check.fact] + check.advice).flatMap({ wrap($0, width: room) }).enumerated() {
                    output.line((index == 0 ? "" : String(repeating: " ", count: 9)) + line)
                }
            }
            if !interfaces.isEmpty {
                output.line()
                output.line(screen.paint("Interfaces", .heading))
                output.write(InterfaceTable.text(interfaces, on: screen))
            }
        }
        if let code = checks.compactMap(\.exitCode).first { throw ExitCode(code) }
    }
}

/// One thing that capturing needs, or that is good to know.
struct Checkup {
    /// What was found.
    var fact: String
    var isFine: Bool
    /// What to do about it, a paragraph each.
    var advice: [String] = []
    /// The exit code, where capturing is impossible like this.
    var exitCode: Int32?

    /// All of it, to be read aloud.
    var sentences: String {
        let word = isFine ? "Fine" : exitCode == nil ? "Note" : "Missing"
        return (["\(word): \(fact)"] + advice).joined(separator: " ")
    }

    /// Everything, what is most in the way first.
    ///
    /// The last ones give up the rights of this program, for good.
    ///
    /// - Parameter listing: the interfaces of this machine.
    static func all(_ listing: Result<[LiveInterface], CaptureError>) -> [Checkup] {
        Capabilities.takeRightToCapture()
        return [interfaces(listing)] + openings(listing) + [file(), library(), processes()].compactMap(\.self)
            + rights()
    }

    private static func interfaces(_ listing: Result<[LiveInterface], CaptureError>) -> Checkup {
        do throws(CaptureError) {
            let interfaces = try listing.get().filter(InterfaceTable.carriesTCP)
            let up = interfaces.filter(\.isUp).count
            guard up > 0 else {
                return Checkup(
                    fact: "No interface is up.", isFine: false,
                    advice: ["In a container, give it a network; elsewhere: sudo ip link set lo up."],
                    exitCode: CaptureError.Kind.unavailable.exitCode)
            }
            return Checkup(fact: "\(Quantity.count(interfaces.count, "interface")), \(up) of them up.", isFine: true)
        } catch {
            return Checkup(
                fact: "\(error)", isFine: false, advice: [error.advice].compactMap(\.self),
                exitCode: error.kind.exitCode)
        }
    }

    /// Opens what a capture opens when nothing is asked for, and then, if that failed, a single interface.
    private static func openings(_ listing: Result<[LiveInterface], CaptureError>) -> [Checkup] {
        var options = LiveCapture.Options()
        options.filter = "tcp"
        let first = opening(options)
        guard first.exitCode == CaptureError.Kind.unavailable.exitCode,
            let loopback = try? listing.get().first(where: { $0.isLoopback && $0.isUp })
        else { return [first] }
        options.interface = loopback.name
        var note = first
        let second = opening(options)
        if second.isFine { note.exitCode = nil }
        return [note, second]
    }

    private static func opening(_ options: LiveCapture.Options) -> Checkup {
        do throws(CaptureError) {
            let capture = try LiveCapture(options)
            return Checkup(
                fact:
                    "You may capture: \(Printable.escaped(capture.info.file)) was opened for a moment, with a filter and a "
                    + "buffer of \(ByteSize(bytes: options.bufferSize).defaultValueDescription).",
                isFine: true, advice: capture.warnings)
        } catch {
            var advice = error.advice?.split(separator: "\n").map(String.init) ?? []
            if error.kind == .noPermission {
                var permission = CapturePermission.current
                permission.arguments = ["capture"]
                advice = permission.advice
            }
            let reading = error.kind == .noPermission ? ["Reading files needs no permission: ws101 inspect FILE."] : []
            return Checkup(
                fact: error.kind == .noPermission
                    ? "You may not capture: \(Printable.escaped(error.file)) could not be opened." : "\(error).",
                isFine: false, advice: advice + reading, exitCode: error.kind.exitCode)
        }
    }

    /// What the program's file gives; nil where it gives nothing, as usual.
    private static func file() -> Checkup? {
        let given = Capabilities.ofProgram
        guard !given.isEmpty else { return nil }
        let isFine = given.isSubset(of: [.netRaw, .netAdmin])
        return Checkup(
            fact: "The program's file gives \(given.names.joined(separator: ", ")) to everybody who may run it.",
            isFine: isFine,
            advice: isFine ? [] : ["cap_net_raw is all that it needs: sudo setcap cap_net_raw=p FILE"])
    }

    /// Whether a connection's process is found, with the rights that there are before they are given up; nil where the
    /// system does not tell.
    private static func processes() -> Checkup? {
        switch SearchTrial.run() {
        case .unsupported: return nil
        case .noConnection:
            return Checkup(
                fact: "No connection could be made on loopback: whether processes can be named was not tried.",
                isFine: false)
        case .notFound:
            return Checkup(
                fact: "Sessions do not name their processes here: this program did not find its own connection.",
                isFine: false, advice: ["That needs sock_diag of the kernel (inet_diag), and /proc."])
        case .found: break
        }
        // Process 1 is root's.
        guard (try? FileManager.default.contentsOfDirectory(atPath: "/proc/1/fd")) != nil else {
            return Checkup(
                fact:
                    "Sessions name their processes, if these are your own: this program found a connection of its own.",
                isFine: true, advice: ["Those of other users are named with sudo only."])
        }
        return Checkup(
            fact: "Sessions name their processes, those of all users: this program found a connection of its own.",
            isFine: true)
    }

    /// Gives up what a capture gives up once its interface is open, and says what became of it.
    private static func rights() -> [Checkup] {
        do throws(CaptureError) {
            let privileges = try Privileges()
            try privileges.becomeOwner()
            // Read by the user whom a capture becomes.
            let keyLog = keyLog()
            let outcome = try privileges.giveUp()
            let means = Confinement().apply()
            var checks = [keyLog]
            if outcome.hasChangedUser || outcome.lostCapabilities {
                let user =
                    outcome.hasChangedUser
                    ? "The rights of root can be given up: this program became \(outcome.user.name)"
                    : "Capabilities can be given up: this program still runs as \(outcome.user.name)"
                checks.append(
                    Checkup(
                        fact: user + (outcome.lostCapabilities ? ", without any." : "."), isFine: true,
                        advice: outcome.user.uid == 0 ? ["--user NAME has a capture give up root, too."] : []))
            }
            return checks + confinement(means)
        } catch {
            return [Checkup(fact: "\(error).", isFine: false, advice: [error.advice].compactMap(\.self))]
        }
    }

    private static func confinement(_ means: Confinement.Means) -> [Checkup] {
        #if os(Linux)
        let seen = Confinement.inEffect
        func check(
            _ one: Confinement.Means, _ name: String, fine: String, lacking: String, _ advice: [String]
        ) -> Checkup {
            if seen.contains(one) { return Checkup(fact: "\(name): \(fine)", isFine: true) }
            let reason = means.contains(one) ? "the kernel took it, and refuses nothing" : lacking
            return Checkup(
                fact: "\(name): \(reason); a capture goes on without it.", isFine: false,
                advice: means.contains(one) ? [] : advice)
        }
        let version = Confinement.landlockVersion
        return [
            check(
                .seccomp, "seccomp",
                fine: "this program could not start a program, or make a socket to another host, when it tried.",
                lacking: "the kernel did not take the filter",
                ["Linux has it where it was built with CONFIG_SECCOMP_FILTER, and containers may forbid it."]),
            check(
                .landlock, version > 0 ? "Landlock, version \(version)" : "Landlock",
                fine: "this program could not open a file that everybody may read, when it tried.",
                lacking: "the kernel has none, or did not take the rules",
                ["Linux has it from 5.13 on, where it is among the security modules (lsm=landlock,…)."]),
        ]
        #else
        return []
        #endif
    }

    private static func library() -> Checkup { Checkup(fact: Libpcap.version + ".", isFine: true) }

    private static func keyLog() -> Checkup {
        let environment = ProcessInfo.processInfo.environment
        guard let path = environment["SSLKEYLOGFILE"], !path.isEmpty else {
            return Checkup(
                fact: "SSLKEYLOGFILE is not set: TLS opens with --keylog FILE only.", isFine: true,
                advice: environment["SUDO_UID"] == nil ? [] : ["sudo drops that variable, even where you have set it."])
        }
        let shown = Printable.escaped(path)
        if let file = try? KeyLogFile(path) {
            guard file.isReadableByEverybody else {
                return Checkup(fact: "SSLKEYLOGFILE is \(shown), which can be read.", isFine: true)
            }
            return Checkup(
                fact: "SSLKEYLOGFILE is \(shown), which everybody on this machine can read.", isFine: false,
                advice: ["It opens every session whose keys it holds: chmod 600 \(ShellWord.quoted(path))"])
        }
        return Checkup(
            fact: "SSLKEYLOGFILE is \(shown), which doesn't exist, or isn't a readable key log.", isFine: false,
            advice: [
                "Start the browser or program with the same variable: it makes the file with its first wss:// session.",
                "ws101 explain keylog says how.",
            ])
    }
}
