import Foundation
import Testing
import Wire

@testable import Capture

/// Captures of real traffic on the loopback interface, which only root can make.
@Suite(.serialized, .enabled(if: Privileges.isRoot, "only root captures"))
struct LiveCaptureTests {
    private static func loopback() throws -> String {
        try #require(try LiveCapture.interfaces().first { $0.isLoopback }).name
    }

    /// Sends each text as a UDP datagram to a port of this host, where nobody listens.
    private func send(_ texts: [String], to port: UInt16) {
        let descriptor = socket(AF_INET, Self.datagram, 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (0x7f00_0001 as UInt32).bigEndian
        for text in texts {
            let bytes = Array(text.utf8)
            unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                    _ = unsafe sendto(
                        descriptor, bytes, bytes.count, 0, raw, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }

    #if canImport(Darwin)
    private static let datagram = SOCK_DGRAM
    #else
    private static let datagram = Int32(SOCK_DGRAM.rawValue)
    #endif

    private func options(_ filter: String) throws -> LiveCapture.Options {
        var options = LiveCapture.Options()
        options.interface = try Self.loopback()
        options.filter = filter
        return options
    }

    /// All packets until the capture ends.
    private func drain(_ capture: LiveCapture) throws -> [Packet] {
        let slab = PacketSlab()
        var packets: [Packet] = []
        while try capture.fill(slab) { packets += slab.packets }
        return packets
    }

    @Test func capturesWhatTheFilterLetsPass() throws {
        let capture = try LiveCapture(options("udp dst port 41017"))
        #expect(capture.info.format == .live)
        #expect(capture.info.interfaces.map(\.name) == [try Self.loopback()])
        send(["one", "two"], to: 41017)
        send(["other"], to: 41018)
        send(["three"], to: 41017)
        capture.stop()
        let packets = try drain(capture)
        #expect(packets.map { String(decoding: $0.bytes.suffix(5), as: UTF8.self).suffix(3) } == ["one", "two", "ree"])
        #expect(packets.map(\.number) == [1, 2, 3])
        #expect(packets.allSatisfy { $0.linkType == capture.info.interfaces[0].linkType })
        #expect(packets.allSatisfy { $0.time.isNanosecond == capture.info.interfaces[0].isNanosecond })
        #expect(packets.map(\.time) == packets.map(\.time).sorted())
        let age = Date().timeIntervalSince1970 - Double(try #require(packets.first).time.nanoseconds) / 1e9
        #expect(abs(age) < 3600)
        let statistics = try #require(capture.statistics)
        #expect(statistics.received >= 3)
        #expect(statistics.droppedByKernel == 0)
    }

    @Test func theDefaultIsAllInterfacesWhereTheSystemHasThat() throws {
        let capture = try LiveCapture(LiveCapture.Options())
        let all = try LiveCapture.interfaces()
        #expect(capture.info.file == (all.first { $0.isAny } ?? all.first)?.name)
    }

    @Test func aThreadPutsPacketsIntoTheRingUntilThereAreEnough() throws {
        let capture = try LiveCapture(options("udp dst port 41023"))
        let ring = PacketRing(capacity: 1 << 20, sources: [capture.info], packetLimit: 3)
        let thread = try CaptureThread(capture, into: ring, interface: 0)
        send(["one", "two", "three", "four"], to: 41023)
        let reader = ring.reader()
        let slab = PacketSlab()
        var texts: [Substring] = []
        while try reader.fill(slab) {
            texts += slab.packets.map { String(decoding: $0.bytes, as: UTF8.self).suffix(3) }
        }
        thread.join()
        #expect(texts == ["one", "two", "ree"])
        #expect(ring.packets == 3)
        // What the system counted is known once the capture has ended.
        #expect(try #require(ring.info.interfaces[0].statistics?.accepted) >= 3)
    }

    @Test func theSnapshotLengthCutsPackets() throws {
        var options = try options("udp dst port 41019")
        options.snapLength = 50
        let capture = try LiveCapture(options)
        send([String(repeating: "x", count: 500)], to: 41019)
        capture.stop()
        let packets = try drain(capture)
        #expect(packets.map(\.bytes.count) == [50])
        #expect(try #require(packets.first).originalLength > 500)
    }

    @Test func anIdleInterfaceGivesEmptySlabs() throws {
        let capture = try LiveCapture(options("udp dst port 41020"))
        let slab = PacketSlab()
        #expect(try capture.fill(slab))
        #expect(slab.records.isEmpty)
        capture.stop()
        #expect(try capture.fill(slab) == false)
        #expect(try capture.fill(slab) == false)
    }

    @Test func whatIsWrittenWhileCapturingIsReadAgain() throws {
        let capture = try LiveCapture(options("udp dst port 41021"))
        let file = try ScratchFile()
        let writer = try PcapngWriter(file.path, application: "ws101")
        send((1...200).map { String(repeating: "y", count: $0) }, to: 41021)
        capture.stop()
        let slab = PacketSlab()
        var packets: [Packet] = []
        while try capture.fill(slab) {
            packets += slab.packets
            try writer.write(slab, capture.info)
        }
        try writer.close(capture.info)
        let reading = Reading.file(file.path)
        #expect(packets.count == 200)
        #expect(reading.packets == packets)
        #expect(reading.interfaces == capture.info.interfaces)
    }

    @Test func aFlagEndsACaptureUnderTraffic() throws {
        let stop = StopFlag()
        let capture = try LiveCapture(options("udp dst port 41022"), stop: stop)
        let slab = PacketSlab()
        var count = 0
        send(["first"], to: 41022)
        while try capture.fill(slab) {
            count += slab.records.count
            if count > 0 { stop.stop() }
            // Packets go on coming, and must not keep the capture from its end.
            if stop.isStopped { send(["late"], to: 41022) }
        }
        #expect(count >= 1)
    }

    @Test func anUnknownInterfaceIsAUsageError() throws {
        var options = LiveCapture.Options()
        options.interface = "nosuch0"
        let error = #expect(throws: CaptureError.self) { _ = try LiveCapture(options) }
        #expect(error?.kind == .usage)
        #expect(error?.file == "nosuch0")
        #expect(error?.problem == "there is no such interface")
        #expect(error?.advice?.contains(try Self.loopback()) == true)
    }

    @Test func aBadFilterIsAUsageError() throws {
        let options = try options("tcp prot 80")
        let error = #expect(throws: CaptureError.self) { _ = try LiveCapture(options) }
        #expect(error?.kind == .usage)
        #expect(error?.problem.hasPrefix("the filter does not compile: ") == true)
    }

    @Test(arguments: [0, -1, 262_145])
    func aSnapshotLengthOutOfRangeIsAUsageError(snapLength: Int) throws {
        var options = try options("")
        options.snapLength = snapLength
        let error = #expect(throws: CaptureError.self) { _ = try LiveCapture(options) }
        #expect(error?.kind == .usage)
    }

    @Test func theLoopbackInterfaceIsDescribed() throws {
        let loopback = try #require(try LiveCapture.interfaces().first { $0.isLoopback })
        #expect(loopback.isUp)
        #expect(loopback.addresses.contains(IPAddress(ipv4: 0x7f00_0001)))
    }

    @Test func withoutRightsThereIsNoCapture() async {
        await #expect(processExitsWith: .success) {
            var options = LiveCapture.Options()
            options.interface = try LiveCapture.interfaces().first { $0.isLoopback }?.name
            unsafe setenv("SUDO_UID", "54321", 1)
            unsafe setenv("SUDO_GID", "54321", 1)
            try Privileges().becomeOwner()
            do {
                _ = try LiveCapture(options)
                exit(1)
            } catch {
                guard let error = error as? CaptureError, error.kind == .noPermission, error.advice != nil else {
                    exit(2)
                }
            }
        }
    }
}
