import Testing

@testable import Processes

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

struct LoopbackSocketTests {
    @Test func aPortIsOfLoopbackAndKept() throws {
        let descriptor = LoopbackSocket.make()
        defer { close(descriptor) }
        let bound = try #require(LoopbackSocket.bindToLoopback(descriptor))
        #expect(UInt32(bigEndian: bound.sin_addr.s_addr) == 0x7f00_0001 && bound.sin_port != 0)
        #expect(LoopbackSocket.address(of: descriptor)?.sin_port == bound.sin_port)
        // A socket has one address.
        #expect(LoopbackSocket.bindToLoopback(descriptor) == nil)
        #expect(LoopbackSocket.bindToLoopback(-1) == nil && LoopbackSocket.address(of: -1) == nil)
    }

    @Test func aPortIsFree() throws {
        #expect(try #require(LoopbackSocket.freePort()) != 0)
    }
}
