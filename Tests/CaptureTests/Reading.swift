import Foundation
import Wire

@testable import Capture

/// A file for the time of a test.
struct ScratchFile: ~Copyable {
    let path: String

    init(_ bytes: [UInt8] = []) throws {
        path = NSTemporaryDirectory() + "/ws101-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A packet as a test compares it.
struct Packet: Equatable {
    var number: Int
    var time: Timestamp
    var bytes: [UInt8]
    var originalLength: Int
    var interface: Int
    var linkType: LinkType
}

/// All that a source gave until it ended.
struct Reading: Equatable {
    var packets: [Packet] = []
    var error: CaptureError?
    var problems: [CaptureError] = []
    var interfaces: [CaptureInfo.Interface] = []
    var format: CaptureInfo.Format?
    var info: CaptureInfo?
    var comments: [PacketComment] = []
    var drops: [PacketDrops] = []
    var names: [NamedAddress] = []
    var secrets: [String] = []
    var slabs = 0

    var bytes: [[UInt8]] { packets.map(\.bytes) }
    var nanoseconds: [Int64] { packets.map(\.time.nanoseconds) }

    /// Reads a file to its end, into two slabs by turns, as a pool would.
    static func file(_ path: String) -> Reading { files([path]) }

    /// Reads several files as one.
    static func files(_ paths: [String]) -> Reading {
        var reading = Reading()
        do {
            let source = try CaptureFile.open(paths)
            let pool = [PacketSlab(), PacketSlab()]
            while true {
                let slab = pool[reading.slabs % 2]
                do {
                    guard try source.fill(slab) else { break }
                } catch {
                    reading.error = error
                    break
                }
                reading.slabs += 1
                reading.packets += slab.packets
                reading.comments += slab.comments
                reading.drops += slab.drops
                reading.names += slab.names
                reading.secrets += slab.secrets.map { String(decoding: $0.bytes, as: UTF8.self) }
            }
            reading.problems = source.problems
            reading.info = source.info
            reading.interfaces = source.info.interfaces
            reading.format = source.info.format
        } catch {
            reading.error = error
        }
        return reading
    }

    static func bytes(_ bytes: [UInt8]) throws -> Reading {
        let file = try ScratchFile(bytes)
        return Self.file(file.path)
    }
}

extension PacketSlab {
    /// Copies of the packets.
    var packets: [Packet] {
        records.map { record in
            let span = bytes(of: record)
            return Packet(
                number: record.number, time: record.time, bytes: (0..<span.byteCount).map { span.byte(at: $0) },
                originalLength: record.originalLength, interface: record.interface, linkType: record.linkType)
        }
    }
}

/// `count` packets whose lengths and bytes differ, a millisecond and a nanosecond apart.
func somePackets(_ count: Int, length: (Int) -> Int = { $0 % 7 }) -> [(time: Int64, bytes: [UInt8])] {
    (0..<count).map { index in
        (
            1_700_000_000_000_000_000 + Int64(index) * 1_000_001,
            (0..<length(index)).map { UInt8(truncatingIfNeeded: index &* 31 &+ $0) }
        )
    }
}
