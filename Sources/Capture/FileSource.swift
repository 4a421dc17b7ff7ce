import Wire

/// The packets of a file or pipe in some format.
///
/// Damage does not end the reading: it goes on at the next record that makes sense, and the end of the packets is an
/// error that tells what was lost.
final class FileSource<Format: CaptureFormat>: PacketSource {
    private var input: ByteInput
    private var reader: Format
    private var damage = CaptureDamage()
    /// The damage whose end is being looked for.
    private var lost: (place: CaptureDamage.Place, scan: Scan)?
    /// What stands in the way of reading on.
    private var failure: CaptureError?
    /// Why the bytes end before the file does.
    private var interruption: CaptureError?
    private var isInputEnded = false
    private var hasEnded = false

    /// Reads on from the bytes in `slab`, up to the first packet.
    ///
    /// With `tellsSilence`, `fill` returns an empty slab when nothing came for a while.
    ///
    /// - Throws: `CaptureError` of kind `damaged` when the file's header is cut off or damaged.
    init(
        _ input: consuming ByteInput, _ slab: PacketSlab, _ reader: Format, tellsSilence: Bool
    ) throws(CaptureError) {
        self.input = input
        self.reader = reader
        var position = 0
        while !advance(slab, &position, preparing: true) {
            if let failure { throw failure }
            self.input.drop(position, of: slab)
            position = 0
            guard !isInputEnded else {
                try finish(slab)
                break
            }
            isInputEnded = try !self.input.more(slab, atMost: 4096)
        }
        self.input.end(slab, at: position)
        if tellsSilence { self.input.tellSilence() }
    }

    var info: CaptureInfo {
        var info = CaptureInfo(file: input.name, format: Format.format, interfaces: [])
        reader.describe(&info)
        info.damage = damage
        info.transfer = input.transfer
        return info
    }

    var progress: ReadingProgress? { input.progress }

    /// A file that is followed has no end that the reading could have come short of.
    var wasStopped: Bool { input.wasStopped && !input.isFollowed }

    func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool {
        slab.removeAll()
        if hasEnded {
            // A file without packets may have keys.
            guard !reader.secrets.isEmpty else { return false }
            slab.take(secrets: &reader.secrets)
            return true
        }
        input.begin(slab)
        var position = 0
        while true {
            _ = advance(slab, &position, preparing: false)
            if !slab.records.isEmpty { break }
            input.drop(position, of: slab)
            position = 0
            // Keys behind the last packet, and those that a followed file brings, are wanted too.
            if !reader.secrets.isEmpty, isInputEnded || failure != nil || input.isFollowed { break }
            if isInputEnded || failure != nil {
                try finish(slab)
                return false
            }
            do {
                isInputEnded = try !input.more(slab) && !input.isSilent
                if input.isSilent { break }
            } catch {
                // What is there is still read; nothing follows it.
                interruption = located(error)
                isInputEnded = true
            }
        }
        input.end(slab, at: position)
        if !reader.comments.isEmpty { slab.take(comments: &reader.comments) }
        if !reader.drops.isEmpty { slab.take(drops: &reader.drops) }
        if !reader.names.isEmpty { slab.take(names: &reader.names) }
        if !reader.secrets.isEmpty { slab.take(secrets: &reader.secrets) }
        return true
    }

    /// Reads records until more bytes are needed, and passes over damage.
    ///
    /// - Returns: whether the next record is a packet, when `preparing`; the packets are left alone then.
    private func advance(_ slab: PacketSlab, _ position: inout Int, preparing: Bool) -> Bool {
        while failure == nil {
            guard recover(slab.contents, &position) else { return false }
            do {
                if preparing {
                    if try reader.prepare(slab.contents, &position, isEnd: isInputEnded) { return true }
                } else {
                    try reader.index(slab.contents, &position, into: &slab.records, isEnd: isInputEnded)
                }
            } catch {
                begin(error, slab.contents, at: &position)
                continue
            }
            guard isInputEnded, hidesRecords(slab.contents, position) else { return false }
            let problem = reader.overrun(slab.contents.extracting(droppingFirst: position))
            begin(Damage(problem), slab.contents, at: &position)
        }
        return false
    }

    // MARK: Damage

    /// Notes that the record at `position` is damaged.
    private func begin(_ problem: Damage, _ bytes: RawSpan, at position: inout Int) {
        guard !problem.isFatal else {
            failure = damaged(problem.problem, at: position)
            return
        }
        var place = CaptureDamage.Place(
            offset: input.offset + position, bytes: 0, packet: reader.packets,
            problem: ProgramMessage.problem(in: bytes, at: position) ?? problem.problem)
        guard let length = problem.length else {
            lost = (place, Scan())
            return
        }
        if !problem.wasRead { place.bytes = length }
        damage.add(place)
        position += length
    }

    /// Looks for the end of the damage, if there is one; true when reading may go on.
    private func recover(_ bytes: RawSpan, _ position: inout Int) -> Bool {
        guard var (place, scan) = lost else { return true }
        let recovery = reader.resynchronize(bytes, &position, &scan, isEnd: isInputEnded)
        if case .more = recovery, !isInputEnded {
            lost = (place, scan)
            return false
        }
        if case .repaired = recovery {} else { place.bytes = input.offset + position - place.offset }
        damage.add(place)
        lost = nil
        return true
    }

    /// Whether records that make sense begin inside the last record, which the file's end seems to cut.
    private func hidesRecords(_ bytes: RawSpan, _ position: Int) -> Bool {
        guard !input.wasStopped, position < bytes.byteCount else { return false }
        var (scout, from, scan) = (reader, position, Scan())
        switch scout.resynchronize(bytes, &from, &scan, isEnd: true) {
        case .more: return false
        case .found, .repaired: return true
        }
    }

    /// The end of the input, with the bytes in `slab` left over.
    private func finish(_ slab: PacketSlab) throws(CaptureError) {
        hasEnded = true
        if let error = interruption ?? failure { throw error }
        var cut: CaptureError?
        if !input.wasStopped, let problem = reader.truncation(slab.contents) {
            damage.truncated = slab.contents.byteCount
            cut = damaged(problem, at: 0)
        }
        guard let first = damage.first.first else {
            if let cut { throw cut }
            return
        }
        var advice = damage.advice(packets: reader.packets)
        if let cut { advice += " At the end, \(cut.problem)." }
        throw CaptureError(
            .damaged, file: input.name, problem: first.problem, packet: first.packet == 0 ? nil : first.packet,
            offset: first.offset, advice: advice, unpackedFrom: input.packing)
    }

    private func damaged(_ problem: String, at position: Int) -> CaptureError {
        CaptureError(
            .damaged, file: input.name, problem: problem, packet: reader.packets == 0 ? nil : reader.packets,
            offset: input.offset + position,
            advice: reader.packets == 0 ? nil : "The packets before it were read.",
            unpackedFrom: input.packing)
    }

    /// What went wrong below the format, with the packet behind which it did.
    private func located(_ error: CaptureError) -> CaptureError {
        var error = error
        error.packet = reader.packets == 0 ? nil : reader.packets
        if error.packet != nil, error.advice == nil { error.advice = "The packets before it were read." }
        return error
    }
}
