import Foundation
import NIOCore
import Testing

@testable import Playground

struct BrokenConnectionTests {
    @Test func saysWhoReset() {
        let reset = IOError(errnoCode: ECONNRESET, reason: "read")
        #expect(BrokenConnection.words(for: reset, peer: "client") == "the client reset TCP")
        #expect(BrokenConnection.words(for: reset, peer: "server") == "the server reset TCP")
        let other = BrokenConnection.words(for: IOError(errnoCode: EPIPE, reason: "write"), peer: "client")
        #expect(other.hasPrefix("write") && !other.contains("reset TCP"))
        #expect(BrokenConnection.words(for: ChannelError.eof, peer: "client").hasPrefix("the connection broke: "))
    }
}
