import Testing

@testable import Capture

#if os(Linux)
@Suite struct CapturePermissionTests {
    private func advice(_ change: (inout CapturePermission) -> Void) -> String {
        var permission = CapturePermission()
        change(&permission)
        return permission.advice.joined(separator: "\n")
    }

    @Test func aUserIsToldOfSudoAndSetcap() {
        let text = advice {
            $0.command = "./ws101"
            $0.arguments = ["learn", "--live"]
            $0.file = "/opt/ws101/ws101"
        }
        #expect(text.contains(": sudo ./ws101 learn --live\n"))
        #expect(text.hasSuffix(": sudo setcap cap_net_raw=p /opt/ws101/ws101"))
    }

    @Test func wordsCanBePastedIntoAShell() {
        let text = advice {
            $0.arguments = ["capture", "--filter", "tcp port 80"]
            $0.file = "/opt/my tools/ws101"
        }
        #expect(text.contains(": sudo ws101 capture --filter 'tcp port 80'\n"))
        #expect(text.hasSuffix("'/opt/my tools/ws101'"))
    }

    /// Advice that cannot help is worse than none.
    @Test func whatCannotHelpIsNotAdvised() {
        for change: (inout CapturePermission) -> Void in [
            { $0.isTakenAway = true }, { ($0.isTakenAway, $0.isRoot) = (true, true) },
            { ($0.isTakenAway, $0.isInFile) = (true, true) }, { $0.gainsNothing = true }, { $0.isRoot = true },
            { ($0.isInEffect, $0.isRoot) = (true, true) },
        ] {
            let text = advice(change)
            #expect(!text.contains("Run it with sudo") && !text.contains("sudo setcap"))
        }
        #expect(advice { $0.isTakenAway = true }.contains("--cap-add=NET_RAW"))
        #expect(advice { $0.gainsNothing = true }.contains("no_new_privs"))
        #expect(advice { $0.isInEffect = true }.contains("namespace"))
        #expect(advice { $0.isInFile = true }.contains("nosuid"))
    }

    @Test func thisProcessKnowsItsFile() {
        #expect(CapturePermission.current.file.hasPrefix("/"))
        #expect(CapturePermission.current.arguments == Array(CommandLine.arguments.dropFirst()))
    }
}
#endif
