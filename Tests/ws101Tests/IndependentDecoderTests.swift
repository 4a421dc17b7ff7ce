import Foundation
import Samples
import TestKit
import Testing

/// Tests/Programs/answers reads every recording without ws101, and finds the same sessions, frames and messages.
@Suite struct IndependentDecoderTests {
    @Test(.enabled(if: areInstalled("python3", "tshark"), "needs python3 and tshark"), arguments: [false, true])
    func findsTheSame(isSecond: Bool) throws {
        let result = try Program.Running(
            URL(fileURLWithPath: "/usr/bin/env"),
            [
                "python3", "-B", Peers.program("answers/compare.py"), Program.url.path,
                (isSecond ? SampleFiles.secondFolder : SampleFiles.folder).path,
            ], environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
        ).wait()
        #expect(result.status == 0, "\(result.error)")
        let count = try #require(result.output.wholeMatch(of: #/(\d+) agree\n/#), "\(result.output)").1
        // A comparison of nothing proves nothing.
        #expect(try #require(Int(count)) > 2000)
    }
}
