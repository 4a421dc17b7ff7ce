import Testing

@testable import Capture

struct MonitorTests {
    @Test func whoWaitsIsWokenByAChange() throws {
        let monitor = Monitor(0)
        let thread = try #require(SystemThread { for _ in 0..<1000 { monitor.change { $0 += 1 } } })
        #expect(monitor.wait { $0 == 1000 ? "all" : nil } == "all")
        thread.join()
    }

    @Test func waitingEndsWithTheTime() {
        let monitor = Monitor(false)
        #expect(monitor.wait(milliseconds: 1) { $0 ? true : nil } == nil)
        monitor.change { $0 = true }
        #expect(monitor.wait(milliseconds: 0) { $0 ? true : nil } == true)
    }
}
