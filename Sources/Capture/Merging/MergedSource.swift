import Wire

/// The packets of several captures, merged by time and numbered through.
///
/// The packet that is next is always the earliest of those that are next in their files; packets of one file keep their
/// order. Of two with the same time, that of the file which began earlier is first, then that of the file named first:
/// so the order in which a rotated set is named does not matter.
///
/// A file is open only while its packets are due: many files that follow each other take the memory of one.
final class MergedSource: PacketSource {
    /// So many files may overlap in time.
    static let mostAtOnce = 256
    /// From so many open files on they are read in smaller pieces, so that their slabs stay mostly unused.
    private static let manyAtOnce = 8
    private static let smallPiece = 1 << 16

    private(set) var problems: [CaptureError] = []
    private(set) var wasStopped = false

    private let stop: StopFlag
    private let names: [String]
    private var format: CaptureInfo.Format?
    private var interfaces = MergedInterfaces()
    /// Files whose first packet is not due yet, the latest first.
    private var waiting: [MergedFile] = []
    /// Files with a packet at hand.
    private var heap = MergeHeap()
    /// The file whose packets were all given, and that may have more.
    private var hungry: MergedFile?
    private var packets = 0
    /// Keys of the files, which help to read all of them: they go with the next packets, whichever these are.
    private var secrets: [KeyLogText] = []
    /// What the closed files said about themselves; offsets of damage are those in each file.
    private var told = CaptureInfo(file: "", format: .pcap, interfaces: [])
    /// Packets that the capturing system lost, by the numbers of interfaces.
    private var drops: [Int: UInt64] = [:]
    private var bytesOfClosed = 0
    private var bytesInAll: Int? = 0

    /// Looks at the beginning of each file; those that cannot be read are among `problems`.
    ///
    /// - Throws: `CaptureError` of kind `usage` when a file is named twice.
    init(_ paths: [String], stop: StopFlag) throws(CaptureError) {
        names = paths
        self.stop = stop
        try Self.refuseRepetition(paths)
        var files: [MergedFile] = []
        var slab = PacketSlab()
        for path in paths where !stop.isStopped {
            do throws(CaptureError) {
                guard let file = try look(at: path, slab) else { continue }
                files.append(file)
                if file.slab != nil { slab = PacketSlab() }
            } catch {
                problems.append(error)
            }
        }
        wasStopped = stop.isStopped
        // Sorting is stable: files that begin at the same time stay in the order of the arguments.
        files.sort { $0.start < $1.start }
        for (rank, file) in files.enumerated() { file.rank = rank }
        waiting = files.reversed()
    }

    var info: CaptureInfo {
        var info = told
        info.file = names[0]
        info.files = names
        info.format = format ?? .pcap
        info.interfaces = interfaces.all
        for (number, count) in drops { info.interfaces[number].droppedBetweenPackets = count }
        return info
    }

    var progress: ReadingProgress? {
        var bytes = bytesOfClosed
        for file in heap.files { bytes += file.source?.progress?.bytes ?? 0 }
        bytes += hungry?.source?.progress?.bytes ?? 0
        return ReadingProgress(bytes: bytes, total: bytesInAll)
    }

    func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool {
        slab.removeAll()
        if fillWithPackets(slab) || !secrets.isEmpty {
            slab.take(secrets: &secrets)
            return true
        }
        return false
    }

    /// Puts packets into `slab`; false when there are no more.
    private func fillWithPackets(_ slab: PacketSlab) -> Bool {
        while !wasStopped {
            if let file = hungry {
                hungry = nil
                if heap.count == 0 {
                    if fillAlone(file, slab), !slab.records.isEmpty { return true }
                } else {
                    fillAside(file)
                }
            } else if let file = nextDue() {
                if open(file) { hungry = file }
            } else if heap.count == 0 {
                return false
            } else if !take(into: slab) {
                return true
            }
        }
        return false
    }

    // MARK: Beginnings

    /// Reads up to the first packet of a file.
    ///
    /// - Returns: the file; nil when it has no packets. A pipe stays open, with its first packets in `slab`.
    private func look(at path: String, _ slab: PacketSlab) throws(CaptureError) -> MergedFile? {
        let source = try CaptureFile.open(path, stop: stop, inPiecesOf: Self.smallPiece)
        var found: [KeyLogText] = []
        while try source.fill(slab) {
            found += slab.secrets
            slab.secrets = []
            guard slab.records.isEmpty else { break }
        }
        let info = source.info
        if format == nil { format = info.format }
        let size = source.progress?.total
        bytesInAll = bytesInAll.flatMap { sum in size.map { sum + $0 } }
        // A file with packets is opened again, but for a pipe.
        if size == nil || slab.records.isEmpty { secrets += found }
        guard let first = slab.records.first else {
            told.add(info)
            return nil
        }
        let file = MergedFile(path: path, start: first.time.nanoseconds)
        file.source = source
        guard adopt(info.interfaces, file) else { throw Self.tooManyInterfaces(path) }
        if size == nil {
            file.slab = slab
        } else {
            interfaces.giveBack(file.interfaces)
            file.interfaces = []
            file.source = nil
        }
        return file
    }

    /// The same file twice would be a retransmission of every packet.
    private static func refuseRepetition(_ paths: [String]) throws(CaptureError) {
        var known: [FileIdentity: String] = [:]
        for path in paths {
            guard let identity = path == "-" ? FileIdentity(device: 0, number: 0) : systemIdentity(path) else {
                continue
            }
            if let before = known.updateValue(path, forKey: identity) {
                let both = before == path ? "is named twice" : "is the same file as \(before)"
                throw CaptureError(.usage, file: path, problem: both, advice: "Name each capture once.")
            }
        }
    }

    // MARK: Files that are due

    /// The next waiting file, if no packet at hand comes before its first one.
    private func nextDue() -> MergedFile? {
        guard let next = waiting.last else { return nil }
        if let first = heap.first, first < MergeHeap.Head(time: next.start, rank: next.rank, file: next) { return nil }
        return waiting.removeLast()
    }

    /// Opens a file; false when that is not possible, which is among `problems` then.
    private func open(_ file: MergedFile) -> Bool {
        if let head = file.head {
            // A pipe, which is open.
            heap.insert(head)
            return false
        }
        do throws(CaptureError) {
            guard heap.count < Self.mostAtOnce else {
                throw CaptureError(
                    .cannotOpen, file: file.path, problem: "overlaps in time with \(Self.mostAtOnce) other files",
                    advice: "Merge some of them first: mergecap -w ALL.pcapng FILE…")
            }
            let piece = heap.count < Self.manyAtOnce ? Int.max : Self.smallPiece
            file.source = try CaptureFile.open(file.path, stop: stop, inPiecesOf: piece)
            return true
        } catch {
            problems.append(error)
            return false
        }
    }

    private func close(_ file: MergedFile) {
        bytesOfClosed += file.source?.progress?.bytes ?? 0
        if let info = file.source?.info { note(info, file) }
        interfaces.giveBack(file.interfaces)
        file.source = nil
        file.slab = nil
    }

    /// Keeps what a file that was read says about itself.
    private func note(_ info: CaptureInfo, _ file: MergedFile) {
        told.add(info)
        for (number, interface) in zip(file.interfaces, info.interfaces) where interface.dropped > 0 {
            let (sum, overflow) = drops[number, default: 0].addingReportingOverflow(interface.dropped)
            drops[number] = overflow ? .max : sum
        }
    }

    /// The next packets of a file; false at its end, or when it cannot be read on.
    private func read(_ file: MergedFile, _ slab: PacketSlab) -> Bool {
        guard let source = file.source else { return false }
        do throws(CaptureError) {
            let isThere = try source.fill(slab)
            secrets += slab.secrets
            slab.secrets = []
            if isThere, adopt(source.info.interfaces, file) { return true }
            if source.wasStopped {
                wasStopped = true
            } else if !slab.records.isEmpty {
                throw Self.tooManyInterfaces(file.path)
            }
        } catch {
            problems.append(error)
        }
        slab.removeAll()
        close(file)
        return false
    }

    private func adopt(_ list: [CaptureInfo.Interface], _ file: MergedFile) -> Bool {
        for interface in list.dropFirst(file.interfaces.count) {
            guard let number = interfaces.take(interface) else { return false }
            file.interfaces.append(number)
        }
        return true
    }

    private static func tooManyInterfaces(_ path: String) -> CaptureError {
        CaptureError(
            .damaged, file: path,
            problem: "the files together describe more than \(PcapngDescription.mostInterfaces) interfaces")
    }

    // MARK: Packets

    /// Reads a file straight into `slab`, while no other has a packet at hand; what comes behind the first packet of the
    /// next file is put aside.
    private func fillAlone(_ file: MergedFile, _ slab: PacketSlab) -> Bool {
        guard read(file, slab) else { return false }
        var count = slab.records.count
        if let next = waiting.last {
            let limit = MergeHeap.Head(time: next.start, rank: next.rank, file: next)
            count =
                slab.records.firstIndex { record in
                    limit < MergeHeap.Head(time: record.time.nanoseconds, rank: file.rank, file: file)
                } ?? count
        }
        if count < slab.records.count {
            let aside = file.slab ?? PacketSlab()
            aside.removeAll()
            for record in slab.records[count...] { aside.append(slab.bytes(of: record), record) }
            aside.takeNotes(of: slab)
            let first = slab.records[count].number
            aside.drops = slab.drops.filter { $0.packet >= first }
            slab.comments.removeLast(aside.comments.count)
            slab.drops.removeLast(aside.drops.count)
            if count == 0 { slab.removeAll() } else { slab.records.removeLast(slab.records.count - count) }
            file.slab = aside
            file.next = 0
            if let head = file.head { heap.insert(head) }
        } else {
            hungry = file
        }
        var (comment, drop) = (0, 0)
        for index in slab.records.indices {
            let before = slab.records[index].number
            number(&slab.records[index], file)
            while comment < slab.comments.count, slab.comments[comment].packet == before {
                slab.comments[comment].packet = packets
                comment += 1
            }
            while drop < slab.drops.count, slab.drops[drop].packet == before {
                slab.drops[drop].packet = packets
                drop += 1
            }
        }
        return true
    }

    /// Reads a file while others have packets at hand.
    private func fillAside(_ file: MergedFile) {
        let slab = file.slab ?? PacketSlab()
        file.slab = slab
        file.next = 0
        repeat {
            guard read(file, slab) else { return }
        } while slab.records.isEmpty
        if let head = file.head { heap.insert(head) }
    }

    /// Copies the earliest packet at hand into `slab`.
    ///
    /// - Returns: whether there is more to do; if not, `slab` is full, or more packets may have to be waited for.
    private func take(into slab: PacketSlab) -> Bool {
        guard let file = heap.first?.file, let from = file.slab, slab.records.count < Self.mostInSlab else {
            return false
        }
        var record = from.records[file.next]
        number(&record, file)
        guard slab.append(from.bytes(of: record), record) else {
            packets -= 1
            return false
        }
        if from.hasNotes { slab.takeNotes(of: from, at: file.next, as: packets) }
        file.next += 1
        if file.next < from.records.count {
            heap.replaceFirst(time: from.records[file.next].time.nanoseconds)
            return true
        }
        heap.removeFirst()
        hungry = file
        return false
    }

    private static let mostInSlab = 1 << 13

    @inline(__always)
    private func number(_ record: inout PacketRecord, _ file: MergedFile) {
        packets += 1
        record.number = packets
        record.interface = file.interfaces[record.interface]
    }
}
