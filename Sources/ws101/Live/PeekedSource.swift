import Capture
import Foundation
import Wire

/// A source whose first packets were looked at, to see whether they come as they happen.
final class PeekedSource: PacketSource {
    private let source: any PacketSource
    /// What was read for that, until it is handed on.
    private var held: ArraySlice<PacketSlab> = []
    private var problem: CaptureError?
    private var hasEnded = false
    /// Whether packets come as they happen: nothing came for a while, or the first packet is of this minute.
    private(set) var isLive = false

    /// Clocks of two hosts, one of which sends its packets to the other, differ by less.
    static let now: Int64 = 60_000_000_000
    /// So often nothing came, about a tenth of a second each time, from something that waits for packets itself.
    private static let silences = 5

    /// So many slabs without packets are kept.
    private static let mostHeld = 16

    /// Waits for the first packets of `source`, or for its silence; `time` is the time now, in nanoseconds since 1970.
    init(_ source: any PacketSource, time: Int64 = Int64(Date().timeIntervalSince1970 * 1e9)) {
        self.source = source
        var slab = PacketSlab()
        var silences = 0
        do throws(CaptureError) {
            while try source.fill(slab) {
                if let first = slab.records.first {
                    isLive = Self.isNow(first.time.nanoseconds, at: time)
                    held.append(slab)
                    return
                }
                // Keys and names may come before the packets; a file of nothing else is no reason to keep all of it.
                if !slab.secrets.isEmpty || !slab.names.isEmpty {
                    held.append(slab)
                    guard held.count < Self.mostHeld else { return }
                    slab = PacketSlab()
                    continue
                }
                silences += 1
                if silences == Self.silences {
                    isLive = true
                    return
                }
            }
            hasEnded = true
        } catch {
            problem = error
        }
    }

    /// Whether a packet of that time, in nanoseconds since 1970, was captured a moment before `now`.
    static func isNow(_ time: Int64, at now: Int64) -> Bool {
        let (age, isFar) = now.subtractingReportingOverflow(time)
        return !isFar && age.magnitude < Self.now
    }

    var info: CaptureInfo { source.info }
    var progress: ReadingProgress? { source.progress }
    var wasStopped: Bool { source.wasStopped }
    var problems: [CaptureError] { source.problems }

    func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool {
        if let held = held.popFirst() {
            slab.removeAll()
            for record in held.records { slab.append(held.bytes(of: record), record) }
            slab.takeNotes(of: held)
            return true
        }
        if let problem {
            self.problem = nil
            throw problem
        }
        if hasEnded {
            slab.removeAll()
            return false
        }
        return try source.fill(slab)
    }
}
