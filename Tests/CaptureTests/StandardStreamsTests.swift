import Foundation
import Testing
import Wire

@testable import Capture

@Suite struct StandardStreamsTests {
    /// Whoever shares a pipe may have made it non-blocking, as Node does with those of its children.
    @Test func aFullPipeThatDoesNotBlockIsWaitedFor() throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
        let reader = pipe.fileHandleForReading
        let received = DispatchQueue(label: "reader")
        let count = ReadCount()
        received.async {
            while let piece = try? reader.read(upToCount: 4096), !piece.isEmpty { count.value += piece.count }
        }
        let bytes = [UInt8](repeating: 7, count: 1 << 20)
        let failure = SystemFailure(writing: bytes.rawSpan, to: descriptor)
        #expect(failure == nil)
        try pipe.fileHandleForWriting.close()
        received.sync {}
        #expect(count.value == bytes.count)
    }
}

/// Written by one queue, and read after it.
private final class ReadCount: @unchecked Sendable {
    var value = 0
}
