import Wire

/// Finds the records of one file format in the bytes of a slab.
///
/// A format neither reads nor copies: it is given all bytes from where it stopped, and stops in front of the first
/// record that is not complete.
protocol CaptureFormat {
    /// The name of the format.
    static var format: CaptureInfo.Format { get }
    /// The interfaces described so far.
    var interfaces: [CaptureInfo.Interface] { get }
    /// The number of the last packet given.
    var packets: Int { get }

    /// Reads what stands in front of the packets, from `position` on, which moves behind it.
    ///
    /// - Returns: true when the next record is a packet; false when more bytes are needed to know.
    mutating func prepare(_ bytes: RawSpan, _ position: inout Int) throws(Damage) -> Bool

    /// Appends a record for every whole packet from `position` on, which moves behind the last whole record.
    ///
    /// - Throws: `Damage` at the first record that cannot be right; what lies in front of it was appended.
    mutating func index(
        _ bytes: RawSpan, _ position: inout Int, into records: inout ContiguousArray<PacketRecord>
    ) throws(Damage)

    /// What is wrong when the file ends with `rest`, which begins with the first incomplete record; nil if nothing is.
    func truncation(_ rest: RawSpan) -> String?
}

/// A record that cannot be right; it begins where the format stopped.
struct Damage: Error {
    /// What is wrong, one sentence without a full stop.
    var problem: String
}

/// The packets of a file or pipe in some format.
final class FileSource<Format: CaptureFormat>: PacketSource {
    private var input: ByteInput
    private var reader: Format
    private var failure: CaptureError?
    private var hasEnded = false

    /// Reads on from the bytes in `slab`, up to the first packet.
    ///
    /// - Throws: `CaptureError` of kind `damaged` when the file's header is cut off or damaged.
    init(_ input: consuming ByteInput, _ slab: PacketSlab, _ reader: Format) throws(CaptureError) {
        self.input = input
        self.reader = reader
        var position = 0
        while true {
            let isPrepared: Bool
            do {
                isPrepared = try self.reader.prepare(slab.contents, &position)
            } catch {
                throw damaged(error.problem, at: position)
            }
            if isPrepared { break }
            self.input.drop(position, of: slab)
            position = 0
            guard try self.input.more(slab, atMost: 4096) else {
                if !self.input.wasStopped, let problem = self.reader.truncation(slab.contents) {
                    throw damaged(problem, at: 0)
                }
                hasEnded = true
                break
            }
        }
        self.input.end(slab, at: position)
    }

    var info: CaptureInfo {
        CaptureInfo(file: input.name, format: Format.format, interfaces: reader.interfaces)
    }

    var progress: ReadingProgress? { input.progress }

    /// A file that is followed has no end that the reading could have come short of.
    var wasStopped: Bool { input.wasStopped && !input.isFollowed }

    func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool {
        slab.removeAll()
        if let failure {
            self.failure = nil
            throw failure
        }
        if hasEnded { return false }
        input.begin(slab)
        var position = 0
        while true {
            do {
                try reader.index(slab.contents, &position, into: &slab.records)
            } catch {
                failure = damaged(error.problem, at: position)
                hasEnded = true
            }
            if !slab.records.isEmpty { break }
            if let failure {
                self.failure = nil
                throw failure
            }
            input.drop(position, of: slab)
            position = 0
            do {
                guard try input.more(slab) else { return try finish(slab) }
            } catch {
                hasEnded = true
                throw located(error)
            }
        }
        input.end(slab, at: position)
        return true
    }

    /// The end of the input, with the bytes in `slab` left over.
    private func finish(_ slab: PacketSlab) throws(CaptureError) -> Bool {
        hasEnded = true
        if !input.wasStopped, let problem = reader.truncation(slab.contents) { throw damaged(problem, at: 0) }
        return false
    }

    private func damaged(_ problem: String, at position: Int) -> CaptureError {
        CaptureError(
            .damaged, file: input.name, problem: problem, packet: reader.packets == 0 ? nil : reader.packets,
            offset: input.offset + position,
            advice: reader.packets == 0 ? nil : "The packets in front of it were read.",
            unpackedFrom: input.packing)
    }

    /// What went wrong below the format, with the packet behind which it did.
    private func located(_ error: CaptureError) -> CaptureError {
        var error = error
        error.packet = reader.packets == 0 ? nil : reader.packets
        if error.packet != nil, error.advice == nil { error.advice = "The packets in front of it were read." }
        return error
    }
}
