import Testing

@testable import Capture

@Suite struct CaptureErrorTests {
    @Test(arguments: [
        (CaptureError.Kind.usage, 64 as Int32), (.damaged, 65), (.cannotOpen, 66), (.unavailable, 69),
        (.cannotWrite, 74),
        (.noPermission, 77),
    ])
    func everyKindHasItsExitCode(kind: CaptureError.Kind, code: Int32) {
        #expect(kind.exitCode == code)
    }

    @Test func saysWhereItWentWrong() {
        var error = CaptureError(.damaged, file: "a.pcap", problem: "packet 8 is cut off", packet: 7, offset: 1234)
        #expect("\(error)" == "a.pcap: packet 8 is cut off (after packet 7, at byte 1234)")
        error.packet = nil
        #expect("\(error)" == "a.pcap: packet 8 is cut off (at byte 1234)")
        error.offset = nil
        #expect("\(error)" == "a.pcap: packet 8 is cut off")
    }
}
