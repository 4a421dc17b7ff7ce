import Wire

/// The bytes that the compressed data of a file or pipe unpacks to, in a fixed amount of memory.
///
/// Members, frames and streams that stand one behind the other are one piece of data, as for the programs that write them.
final class PackedBytes {
    private let stored: StoredBytes
    /// Compressed bytes that were read, no packets; those before `next` are unpacked.
    private let packed = PacketSlab()
    private var next = 0
    private var current: (compression: Compression, unpacker: any Unpacker)?
    private var isInMember = false
    /// What is wrong with the data, once everything before it was given.
    private var failure: CaptureError?

    private static let pieceSize = 1 << 17

    /// What `stored` unpacks to; `start` are the bytes that were already read of it.
    init(_ stored: StoredBytes, start: RawSpan) {
        self.stored = stored
        packed.append(start)
    }

    /// How many compressed bytes are there to be unpacked.
    private var left: Int { packed.filled - next }

    /// What the data is called: `gzip data`.
    var name: String { (current.map { $0.compression.name } ?? "compressed") + " data" }

    /// Unpacks into `output`, which must have room.
    ///
    /// - Returns: how many bytes came: 0 at the end, or when the reading was stopped.
    /// - Throws: `CaptureError` of kind `damaged` where the data is; what could be unpacked before it was given.
    func read(into output: inout MutableRawSpan) throws(CaptureError) -> Int {
        let packed = packed
        while failure == nil {
            if !isInMember, try !findMember() { break }
            guard let unpacker = current?.unpacker else { break }
            let step = unpacker.unpack(packed.contents.extracting(droppingFirst: next), into: &output)
            next += step.consumed
            switch step.status {
            case .stopped:
                if step.produced > 0 { return step.produced }
                guard step.consumed == 0 else { continue }
                if left > 0 { fail("is damaged") } else if try !readMore() { fail("is cut off") }
            case .ended:
                isInMember = false
                if step.produced > 0 { return step.produced }
            case .failed(let problem, let advice):
                fail(problem, advice: advice)
                if step.produced > 0 { return step.produced }
            }
        }
        if let failure, !stored.wasStopped { throw failure }
        return 0
    }

    /// Finds the next member, behind what may stand between two.
    ///
    /// - Returns: whether there is one; if not, the data has ended or `failure` says why not.
    private func findMember() throws(CaptureError) -> Bool {
        let packed = packed
        while try have(1) {
            if let current, current.compression.allowsPadding, packed.contents.byte(at: next) == 0 {
                next += 1
                continue
            }
            _ = try have(Compression.longestMagic)
            let found = Compression(start: packed.contents.extracting(droppingFirst: next))
            if let found, current == nil || found == current?.compression {
                let unpacker = current?.unpacker ?? found.makeUnpacker()
                unpacker.begin()
                current = (found, unpacker)
                isInMember = true
                return true
            }
            guard Compression.isSkippableFrame(packed.contents.extracting(droppingFirst: next)),
                current?.compression.allowsSkippableFrames ?? true
            else {
                fail(current == nil ? "is none that ws101 knows" : "ends here, and something else follows")
                return false
            }
            guard try skipFrame() else { return false }
        }
        return false
    }

    /// Passes over a skippable frame: its magic number, its length in 4 bytes, its contents.
    private func skipFrame() throws(CaptureError) -> Bool {
        guard try have(8) else {
            fail("is cut off")
            return false
        }
        let packed = packed
        var missing = 8 + Int(packed.contents.uint32(at: next + 4, littleEndian: true))
        while missing > 0 {
            guard try have(1) else {
                fail("is cut off")
                return false
            }
            let step = min(missing, left)
            next += step
            missing -= step
        }
        return true
    }

    /// Sees to it that so many bytes are there to be unpacked, if so many come.
    private func have(_ count: Int) throws(CaptureError) -> Bool {
        while left < count {
            guard try readMore() else { return false }
        }
        return true
    }

    /// Reads more compressed bytes; false at the end, or when the reading was stopped.
    private func readMore() throws(CaptureError) -> Bool {
        packed.removeFirst(next)
        next = 0
        let stored = stored
        return try packed.append(atMost: Self.pieceSize) { (room: inout MutableRawSpan) throws(CaptureError) -> Int in
            try stored.read(into: &room)
        } > 0
    }

    private func fail(_ problem: String, advice: String? = nil) {
        failure = CaptureError(
            .damaged, file: stored.name, problem: "its \(name) \(problem)", offset: stored.position - left,
            advice: advice)
    }
}
