import ArgumentParser
import Capture
import Dissection
import Foundation
import TLS

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the packets of one session to a file of their own, with its keys if asked for.",
        discussion: """
            Writes all packets of the session's TCP connection, and no others, as pcapng: to attach to a bug report, or \
            to open in Wireshark. With --with-secrets the file carries the keys of this one connection (a Decryption \
            Secrets Block), so it opens anywhere without options. Whoever has the file can read everything in it.

            EXAMPLES
              ws101 export trace.pcapng --session 3 -o session.pcapng
              ws101 export trace.pcapng --session 3 --keylog keys.txt --with-secrets -o session.pcapng
              ws101 export trace.pcapng --session 3 -o - | wireshark -k -i -
            """)

    @Argument(
        help: ArgumentHelp("The captures, pcap or pcapng.", valueName: "file"),
        completion: .file(extensions: ["pcap", "pcapng", "cap", "gz", "zst", "lz4", "xz"]))
    var files: [String]

    @Option(help: "The session, as ws101 inspect numbers it.")
    var session: Int

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The pcapng file to write; - is standard output.", valueName: "file"),
        completion: .file(extensions: ["pcapng"]))
    var output: String

    @Flag(help: "Write the keys of the session's TLS connection too.")
    var withSecrets = false

    @OptionGroup var keys: KeyLogArguments
    @OptionGroup var midstream: DecodeAsArguments

    @Flag(help: "Print no hints.")
    var quiet = false

    func validate() throws {
        guard session >= 1 else { throw ValidationError("'--session \(session)': numbers begin at 1.") }
        guard !files.contains("-") else {
            throw ValidationError(
                "For this the capture is read several times, and standard input can be read only once. Save it to a file first."
            )
        }
    }

    func run() throws {
        let interruption = Interruption()
        do {
            let export = try SessionExport(self, stop: interruption.stop)
            let found = try export.find()
            if let code = interruption.exitCode { throw ExitCode(code) }
            let written = try export.write(found, to: output)
            if let code = interruption.exitCode { throw ExitCode(code) }
            if !quiet, let written { Console.error("ws101: \(written)") }
            if let damage = export.damage { throw Failure(damage) }
        } catch let error as CaptureError {
            throw Failure(error)
        }
    }
}
