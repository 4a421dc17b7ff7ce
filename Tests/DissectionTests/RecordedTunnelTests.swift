import Capture
import Dissection
import Foundation
import TestKit
import Testing
import WebSocket
import Wire

/// Sessions that real programs had through the kernel's own tunnels; `Tunnels/record` made the captures.
@Suite struct RecordedTunnelTests {
    private static func trace(_ file: String) throws -> Trace {
        let url = Bundle.module.bundleURL.appendingPathComponent("Tunnels/\(file).pcap")
        let trace = Trace()
        let source = try CaptureFile.open(url.path)
        let pipeline = Pipeline(options: DissectionOptions(), handler: trace)
        var slab = PacketSlab()
        pipeline.begin(source.info)
        while try source.fill(slab) { slab = pipeline.consume(slab) }
        pipeline.finish()
        return trace
    }

    @Test(
        arguments: [
            ("vxlan", "192.0.2.2:8765"), ("vxlan-ipv6", "[2001:db8::2]:8765"), ("vxlan-fragments", "192.0.2.2:8765"),
        ])
    func theSessionIsWhole(_ file: String, _ server: String) throws {
        let trace = try Self.trace(file)
        let session = try #require(trace.sessions.first)
        #expect(trace.sessions.count == 1)
        #expect(session.start.server.description == server)
        let opcodes = { (side: Side) in session.frames.filter { $0.from == side }.map(\.header.opcode) }
        #expect(opcodes(.client) == [.text, .text, .continuation, .continuation, .binary, .ping, .close])
        #expect(opcodes(.server) == [.text, .text, .binary, .pong, .close])
        #expect(session.messages.count == 6)
        #expect(session.findings.allSatisfy { $0.rule.severity != .error })
        #expect(session.close?.clean == true)
        // What else went through the tunnel, and beside it: neighbours looking for each other.
        #expect(trace.summary.map { Set($0.unreadable.keys).isSubset(of: ["not-tcp", "not-ip"]) } == true)
    }
}
