import ArgumentParser
import Capture
import Diagram
import Foundation
import Report

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what prevents capturing on this machine, and how to fix it.",
        discussion: """
            Ends with status 0 if a live capture is possible, 77 without permission, 69 if the system cannot capture.

            EXAMPLES
              ws101 doctor
            """)

    @OptionGroup var screen: ScreenOptions

    func run() throws {
        let screen = screen.screen
        let checks = Checkup.all()
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
            if let interfaces = try? LiveCapture.interfaces(), !interfaces.isEmpty {
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
    static func all() -> [Checkup] { [interfaces(), permission(), library(), keyLog()] }

    private static func interfaces() -> Checkup {
        do throws(CaptureError) {
            let interfaces = try LiveCapture.interfaces()
            let up = interfaces.filter(\.isUp).count
            guard up > 0 else {
                return Checkup(
                    fact: "No interface is up.", isFine: false,
                    advice: ["In a container, give it a network; without permission, libpcap may list none."],
                    exitCode: CaptureError.Kind.unavailable.exitCode)
            }
            return Checkup(fact: "\(interfaces.count) interfaces can be captured, \(up) of them up.", isFine: true)
        } catch {
            return Checkup(
                fact: "\(error)", isFine: false, advice: [error.advice].compactMap(\.self),
                exitCode: error.kind.exitCode)
        }
    }

    private static func permission() -> Checkup {
        if Privileges.isRoot, Capabilities.mayCapture ?? true {
            return Checkup(fact: "Running as root: may capture; under sudo the rights are given back.", isFine: true)
        }
        if Capabilities.mayCapture == true {
            return Checkup(fact: "The capability CAP_NET_RAW is there: may capture.", isFine: true)
        }
        let binary = ShellWord.quoted(Bundle.main.executablePath ?? "ws101")
        #if os(macOS)
        let advice = [
            "Run it with sudo; or install Wireshark's ChmodBPF, which lets its group read /dev/bpf*."
        ]
        #else
        let advice = [
            "Run it with sudo: sudo ws101 capture -i lo. The rights are given back once the interface is open.",
            "Or give the binary the right, once: sudo setcap cap_net_raw=eip \(binary)",
            "In a container, start it with --cap-add=NET_RAW.",
        ]
        #endif
        return Checkup(
            fact: "No permission to capture.", isFine: false,
            advice: advice + ["Reading files needs no permission: ws101 inspect FILE."],
            exitCode: CaptureError.Kind.noPermission.exitCode)
    }

    private static func library() -> Checkup { Checkup(fact: Libpcap.version + ".", isFine: true) }

    private static func keyLog() -> Checkup {
        guard let path = ProcessInfo.processInfo.environment["SSLKEYLOGFILE"], !path.isEmpty else {
            return Checkup(fact: "SSLKEYLOGFILE is not set: nothing to say about TLS keys.", isFine: true)
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

/// The capabilities of this process, as Linux tells them.
enum Capabilities {
    private static let netRaw: UInt64 = 1 << 13

    /// Whether CAP_NET_RAW is in effect; nil where the system has no such thing.
    static var mayCapture: Bool? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        return mayCapture(status: status)
    }

    /// The same, of the text of /proc/PID/status.
    static func mayCapture(status: String) -> Bool? {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("CapEff:") }),
            let bits = UInt64(line.dropFirst(7).drop { $0 == "\t" || $0 == " " }, radix: 16)
        else { return nil }
        return bits & netRaw != 0
    }
}
