import Foundation
import Testing

@testable import Processes

@Suite struct CapabilitiesTests {
    @Test func eachHasTheNameThatSetcapTakes() {
        #expect(Capabilities([.netRaw, .netAdmin]).names == ["cap_net_admin", "cap_net_raw"])
        #expect(Capabilities(rawValue: 1 << 63).names == ["cap_63"])
        #expect(Capabilities().names.isEmpty)
    }

    #if os(Linux)
    @Test func whatIsGivenUpDoesNotComeBack() async {
        await #expect(processExitsWith: .success) {
            guard let held = Capabilities.held, held.effective.isSubset(of: held.permitted) else { exit(1) }
            let kept = held.permitted.intersection(.netRaw)
            guard Capabilities.hold(permitted: kept, effective: []) == 0, Capabilities.inEffect == [] else { exit(2) }
            // Only what is permitted is taken into effect.
            Capabilities.takeRightToCapture()
            guard Capabilities.inEffect == kept else { exit(3) }
            guard Capabilities.hold(permitted: [], effective: []) == 0 else { exit(4) }
            guard Capabilities.hold(permitted: .netAdmin, effective: []) == -EPERM else { exit(5) }
        }
    }

    @Test func theTestsProgramGivesNothing() {
        #expect(Capabilities.ofProgram.isEmpty)
    }
    #endif
}
