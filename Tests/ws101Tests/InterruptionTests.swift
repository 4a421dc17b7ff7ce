import Foundation
import Testing

/// What ends a capture in good order.
@Suite(.enabled(if: getuid() == 0, "needs the right to capture"))
struct InterruptionTests {
    private static let arguments = ["capture", "-i", "lo", "--filter", "udp port 9"]

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func aSignalEndsItInGoodOrder(signal: Int32) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("trace.pcapng").path
        let capture = try Program.Running(Program.url, Self.arguments + ["-w", file])
        while capture.process.isRunning, !capture.error.contains("capturing on lo") { usleep(10_000) }
        kill(capture.process.processIdentifier, signal)
        let result = capture.wait()
        #expect(result.status == 128 + signal)
        #expect(result.error.contains("0 packets captured"))
        #expect(result.output.contains("0 sessions"))
        #expect(try Program.run(["inspect", file]).status == 0)
    }

    /// Whoever starts it under nohup wants it to go on.
    @Test func aHangupThatIsIgnoredStaysIgnored() throws {
        let result = try Program.shell(
            """
            trap '' HUP; "$WS101" capture -i lo --filter 'udp port 9' --duration 2 2>err & pid=$!
            until grep -q 'capturing on' err; do sleep 0.05; done; kill -HUP $pid; wait $pid; echo $?; rm err
            """)
        #expect(result.output.contains("0 sessions") && result.output.hasSuffix("0\n"))
    }
}
