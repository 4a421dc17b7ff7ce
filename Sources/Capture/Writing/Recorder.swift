internal import Wire

/// Writes a live capture to files, on a thread of its own: neither a slow disk nor a slow screen holds up the other.
public final class Recorder: @unchecked Sendable {
    /// What to write, and where.
    public struct Options: Sendable {
        /// The files.
        public var file: RotatedFile
        /// The name and version of the program, for the files' headers.
        public var application: String
        /// Whether only their owner may read the files, as those with keys.
        public var isPrivate = false

        /// Options that write these files.
        public init(_ file: RotatedFile, application: String) {
            self.file = file
            self.application = application
        }
    }

    /// What was written.
    public struct Outcome: Sendable {
        /// The files that are there, the oldest first.
        public var files: [String] = []
        /// How many packets are in them, and in those that were removed to make room.
        public var packets = 0
        /// How many packets are in none of them: the disk was slower than the network for too long, or writing failed.
        public var missed = 0
        /// Why writing ended early, if it did.
        public var failure: CaptureError?
    }

    /// What others hand over.
    private struct Inbox {
        var secrets: [[UInt8]] = []
        var comments: [String] = []
        var isFinished = false
    }

    private let options: Options
    private let inbox = Monitor(Inbox())
    private let onFailure: @Sendable (CaptureError) -> Void
    private let onClosed: @Sendable () -> Void
    // All of these are used by the thread alone, until it was joined.
    private let reader: RingReader
    private var writer: PcapngWriter?
    private var outcome = Outcome()
    private var number = 0
    private var began = ContinuousClock.now
    private var secrets: [UInt8] = []
    private var thread: SystemThread?

    /// So many comments wait for a packet, and so many bytes of keys are repeated in files that follow.
    private static let (commentLimit, secretLimit) = (256, 1 << 20)

    /// Makes the first file, with its header; `begin()` writes what `reader` gives.
    ///
    /// - Parameters:
    ///   - reader: gives the packets; nobody else uses it.
    ///   - options: what to write.
    ///   - onFailure: told on the recorder's thread when writing fails; the capture goes on.
    ///   - onClosed: told on the recorder's thread when whoever reads standard output went away.
    /// - Throws: `CaptureError` when the first file cannot be made or written.
    public init(
        _ reader: RingReader, _ options: Options, onFailure: @escaping @Sendable (CaptureError) -> Void,
        onClosed: @escaping @Sendable () -> Void = {}
    ) throws(CaptureError) {
        self.reader = reader
        self.options = options
        self.onFailure = onFailure
        self.onClosed = onClosed
        try beginFile()
    }

    /// Begins to write; to be called once.
    ///
    /// - Throws: `CaptureError` of kind `unavailable` where the system gives no more threads.
    public func begin() throws(CaptureError) {
        thread = SystemThread { [self] in run() }
        if thread == nil {
            throw CaptureError(
                .unavailable, file: options.file.path, problem: "the system gives no thread to write on")
        }
    }

    /// Has lines of a key log written before the packets that follow.
    public func add(secrets: [UInt8]) { inbox.withLock { $0.secrets.append(secrets) } }

    /// Has a comment written with the next packet.
    public func add(comment: String) {
        inbox.withLock { if $0.comments.count < Self.commentLimit { $0.comments.append(comment) } }
    }

    /// Waits until everything is written, which is after the capture has ended; to be called once, and nothing is added
    /// afterwards.
    public func finish() -> Outcome {
        inbox.change { $0.isFinished = true }
        thread?.join()
        outcome.missed = max(reader.packets - outcome.packets, 0)
        return outcome
    }

    // MARK: The thread

    private func run() {
        let slab = PacketSlab()
        do throws(CaptureError) {
            while fill(slab) { try write(slab) }
            // Keys that came after the last packet may open it.
            let last = inbox.wait { $0.isFinished ? $0.secrets : nil }
            for text in last { try writer?.write(secrets: text) }
            try endFile()
        } catch {
            fail(error)
        }
    }

    /// The next packets; a capture that failed has no more, and its reader in front of the screen says why.
    private func fill(_ slab: PacketSlab) -> Bool { (try? reader.fill(slab)) ?? false }

    private func write(_ slab: PacketSlab) throws(CaptureError) {
        guard let first = slab.records.first else { return }
        let news = inbox.withLock { inbox in
            defer { (inbox.secrets, inbox.comments) = ([], []) }
            return inbox
        }
        // Only packets begin another file: where none come, there is nothing to separate.
        try rotateIfDue()
        for text in news.secrets {
            secrets = Array((secrets + text).suffix(Self.secretLimit))
            try writer?.write(secrets: text)
        }
        let lost = slab.drops.map { PacketComment(packet: $0.packet, time: $0.time, text: $0.sentence) }
        slab.comments =
            news.comments.map { PacketComment(packet: first.number, time: first.time, text: $0) } + lost
        let info = reader.info
        for index in slab.records.indices {
            if options.file.size != nil { try rotateIfDue() }
            try writer?.write(slab, at: index, info)
        }
        try writer?.flush()
        if writer?.isClosed == true { onClosed() }
    }

    // MARK: Files

    private func beginFile() throws(CaptureError) {
        number += 1
        began = .now
        let name = options.file.name(number, at: Int(systemNow() / 1_000_000_000))
        let writer = try PcapngWriter(name, application: options.application, isPrivate: options.isPrivate)
        self.writer = writer
        outcome.files.append(name)
        try writer.begin(reader.info)
        try writer.write(secrets: secrets)
        if let keep = options.file.keep {
            while outcome.files.count > max(keep, 1) { systemRemove(outcome.files.removeFirst()) }
        }
    }

    private func rotateIfDue() throws(CaptureError) {
        let isFull = options.file.size.map { (writer?.size ?? 0) >= $0 } ?? false
        let isOld = options.file.seconds.map { ContinuousClock.now - began >= .seconds($0) } ?? false
        guard isFull || isOld else { return }
        try endFile()
        try beginFile()
    }

    private func endFile() throws(CaptureError) {
        defer { leaveFile() }
        try writer?.close(reader.info, isSynchronized: true)
    }

    private func leaveFile() {
        outcome.packets += writer?.packets ?? 0
        writer = nil
    }

    /// Gives up writing; what was written stays.
    private func fail(_ error: CaptureError) {
        leaveFile()
        outcome.failure = error
        onFailure(error)
    }
}
