import Processes
import Testing

@testable import Capture

extension ThreadStatus {
    /// The calling thread; nil where the system does not tell.
    static var calling: ThreadStatus? { systemText("/proc/thread-self/status").flatMap { ThreadStatus($0) } }
}

@Suite struct ThreadStatusTests {
    private static let text = """
        Name:\tws101
        Uid:\t1000\t1000\t1000\t1000
        CapInh:\t0000000000000000
        CapPrm:\t0000000000002000
        CapEff:\t0000000000002100
        CapBnd:\t000001ffffffffff
        CapAmb:\t0000000000000000
        NoNewPrivs:\t1
        Seccomp:\t2

        """

    @Test func readsWhatTheKernelWrites() throws {
        let status = try #require(ThreadStatus(Self.text))
        #expect(status.users == [1000, 1000, 1000, 1000])
        #expect(status.permitted == .netRaw)
        #expect(status.effective.names == ["cap_setpcap", "cap_net_raw"])
        #expect(status.bounding.rawValue == 0x1ff_ffff_ffff)
        #expect(status.hasNoNewPrivileges == true && status.isFiltered == true)
        #expect(status.capabilities == status.effective)
    }

    /// What is not understood is no reason to take a right for given up.
    @Test func whatCannotBeReadIsARight() throws {
        let status = try #require(ThreadStatus("CapEff:\tnonsense\n"))
        #expect(!status.capabilities.isEmpty)
        #expect(status.hasNoNewPrivileges == nil && status.isFiltered == nil)
        #expect(ThreadStatus("Name:\tx\n") == nil)
        #expect(ThreadStatus("") == nil)
    }

    #if os(Linux)
    @Test func eachThreadOfThisProcessIsTold() {
        let all = ThreadStatus.all()
        #expect(!all.isEmpty)
        #expect(all.contains { $0.effective == Capabilities.inEffect })
    }
    #endif
}
