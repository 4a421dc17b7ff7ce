import Foundation
import Testing

/// The keys of a live capture, on a real terminal as `pyte` shows it, with a real server and client.
@Suite(
    .enabled(if: getuid() == 0 && Peers.areThere, "needs the right to capture, and `make test`'s Python"), .serialized)
struct LiveKeysTests {
    @Test(arguments: [80, 120, 50]) func scrollFilterOpenAndSave(columns: Int) throws {
        let steps = try Program.Running(Peers.python, [Peers.program("live_keys.py"), Program.url.path, "\(columns)"])
        let result = steps.wait()
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output == "ok \(columns)\n")
    }
}
