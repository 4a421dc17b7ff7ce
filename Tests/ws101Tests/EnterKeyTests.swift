import Foundation
import Testing

@testable import ws101

struct EnterKeyTests {
    @Test func hearsOfALineAndLeavesTheTerminalAsItIs() throws {
        var (master, terminal): (Int32, Int32) = (-1, -1)
        // Both numbers outlive the call, which fills them.
        try #require(unsafe openpty(&master, &terminal, nil, nil, nil) == 0)
        defer {
            close(master)
            close(terminal)
        }
        let flags = fcntl(terminal, F_GETFL)
        let pressed = DispatchSemaphore(value: 0)
        let key = EnterKey(on: terminal) { pressed.signal() }
        // The bytes outlive the call.
        #expect(unsafe write(master, "text\n", 5) == 5)
        pressed.wait()
        // Of a line that has no end nothing can be read: the thread ends all the same.
        #expect(unsafe write(master, "text", 4) == 4)
        key.end()
        #expect(fcntl(terminal, F_GETFL) == flags && flags & O_NONBLOCK == 0)
    }
}
