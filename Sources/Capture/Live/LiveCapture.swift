internal import CPcap
internal import Wire

/// Packets from an interface of this host, as they come.
public final class LiveCapture: PacketSource {
    /// How to capture.
    public struct Options: Sendable {
        /// The interface; nil is `defaultInterface()`.
        public var interface: String?
        /// What to capture, in the language of pcap-filter(7); nil is everything.
        public var filter: String?
        /// How many bytes of a packet are kept, 1…262144.
        public var snapLength = CaptureFile.longestPacket
        /// The kernel's buffer in bytes: what comes while nobody reads finds room there.
        public var bufferSize = 1 << 24
        /// Whether packets for other hosts are captured too.
        public var isPromiscuous = false

        /// Everything on the default interface.
        public init() {}
    }

    /// How many packets came and were lost, in libpcap's sense, since the start.
    public struct Statistics: Hashable, Sendable {
        /// Packets that the filter let pass, as the system counts.
        public var received = 0
        /// Packets lost because the kernel's buffer was full.
        public var droppedByKernel = 0
        /// Packets lost by the interface or its driver, where the system counts them.
        public var droppedByInterface = 0

        /// Counts of nothing.
        public init() {}

        /// The sums of both.
        static func + (left: Statistics, right: Statistics) -> Statistics {
            var sum = left
            sum.received += right.received
            sum.droppedByKernel += right.droppedByKernel
            sum.droppedByInterface += right.droppedByInterface
            return sum
        }
    }

    /// What is captured; the file is the interface's name.
    public let info: CaptureInfo
    /// What the system warned of when the capture began, one sentence each.
    public let warnings: [String]

    private let handle: PcapHandle
    private let flag: StopFlag
    private let descriptor: CInt
    private let snapLength: Int
    private var packets = 0
    private var total = Statistics()
    private var lastCounts = pcap_stat()
    /// When the flag was seen to be set, in nanoseconds since 1970: later packets are not given.
    private var end: Int64?
    private var hasEnded = false

    /// Opens the interface; packets are kept by the system from here on.
    ///
    /// - Parameters:
    ///   - options: what to capture, and how.
    ///   - stop: ends the capture; packets that came before are still given.
    /// - Throws: `CaptureError` of kind `noPermission`; `usage` for an unknown interface, a filter that does not
    ///   compile, or a snapshot length out of range; `unavailable` when the system cannot capture.
    public init(_ options: Options, stop: StopFlag = StopFlag()) throws(CaptureError) {
        flag = stop
        snapLength = options.snapLength
        guard 1...CaptureFile.longestPacket ~= snapLength else {
            throw CaptureError(
                .usage, file: options.interface ?? "capture",
                problem: "the snapshot length is \(snapLength), not 1 to \(CaptureFile.longestPacket)")
        }
        let name = if let given = options.interface { given } else { try Self.defaultInterface() }
        let opening = Opening(name: name)
        let handle = try opening.create()
        warnings = try opening.activate(handle, options)
        if let filter = options.filter {
            guard var program = FilterProgram(filter, for: handle), program.apply(to: handle) else {
                throw PacketFilter.error(filter, handle.message)
            }
        }
        descriptor = try opening.descriptor(handle)
        // The handle lives; both calls only read it.
        let isNanosecond = unsafe pcap_get_tstamp_precision(handle.pointer) == PCAP_TSTAMP_PRECISION_NANO
        let linkType = unsafe Libpcap.linkType(pcap_datalink(handle.pointer))
        info = CaptureInfo(
            file: name, format: .live,
            interfaces: [.init(name: name, linkType: linkType, snapLength: snapLength, isNanosecond: isNanosecond)])
        self.handle = handle
    }

    /// The packets that came: as many as find room, an empty slab after about 100 ms without any.
    ///
    /// - Returns: false once the flag was set and the packets that came before were given.
    /// - Throws: `CaptureError` of kind `unavailable` when the interface is gone.
    public func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool {
        slab.removeAll()
        if hasEnded { return false }
        if flag.isStopped, end == nil { end = systemNow() }
        try take(slab)
        if slab.records.isEmpty, !hasEnded {
            // The system holds packets back for a moment: at the end, what it holds is still waited for.
            if systemWait(descriptor, milliseconds: end == nil ? 100 : 50 * Opening.holdBack) { try take(slab) }
            if end != nil, slab.records.isEmpty { hasEnded = true }
        }
        return !hasEnded || !slab.records.isEmpty
    }

    /// Opens the interface as soon as it is there and up.
    ///
    /// - Parameters:
    ///   - options: what to capture, and how.
    ///   - stop: ends the capture, and the waiting.
    ///   - deadline: ends the waiting, too.
    ///   - onAbsence: told once, before the first waiting, what is missing.
    /// - Returns: the capture; nil where the waiting ended before the interface came.
    /// - Throws: as `init`, but not for an interface that is missing or down.
    public static func awaited(
        _ options: Options, stop: StopFlag, deadline: ContinuousClock.Instant? = nil,
        onAbsence: (CaptureError) -> Void
    ) throws(CaptureError) -> LiveCapture? {
        var isTold = false
        while !stop.isStopped, deadline.map({ ContinuousClock.now < $0 }) ?? true {
            do throws(CaptureError) {
                return try LiveCapture(options, stop: stop)
            } catch  where error.isAbsence {
                if !isTold { onAbsence(error) }
                isTold = true
            }
            for _ in 0..<Self.patience where !stop.isStopped { systemPause(milliseconds: 50) }
        }
        return nil
    }

    /// An interface that is waited for is looked at after so many times 50 ms.
    private static let patience = 10

    /// Ends the capture; safe on any thread and in a signal handler.
    public func stop() { flag.stop() }

    /// The counts so far; nil where the system has none.
    ///
    /// The system's own numbers begin again at 2³²: asked now and then, they are counted on.
    public var statistics: Statistics? {
        var counts = pcap_stat()
        // The library fills the counts, which outlive the call.
        guard unsafe pcap_stats(handle.pointer, &counts) == 0 else { return nil }
        total.received += Int(counts.ps_recv &- lastCounts.ps_recv)
        total.droppedByKernel += Int(counts.ps_drop &- lastCounts.ps_drop)
        total.droppedByInterface += Int(counts.ps_ifdrop &- lastCounts.ps_ifdrop)
        lastCounts = counts
        return total
    }

    /// Copies the packets that are there into the slab, while one of any length finds room.
    private func take(_ slab: PacketSlab) throws(CaptureError) {
        let interface = info.interfaces[0]
        let unit: Int64 = interface.isNanosecond ? 1 : 1000
        while slab.free >= snapLength, slab.records.count < Self.mostAtOnce {
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var data: UnsafePointer<UInt8>?
            // Header and data belong to the library, and are valid until the next call; the packet is copied below.
            let status = unsafe pcap_next_ex(handle.pointer, &header, &data)
            guard status == 1, let header = unsafe header?.pointee, let data = unsafe data else {
                if status >= 0 || status == PCAP_ERROR_BREAK { return }
                throw interruption()
            }
            let time = Int64(header.ts.tv_sec) &* 1_000_000_000 &+ Int64(header.ts.tv_usec) &* unit
            if let end, time > end {
                hasEnded = true
                return
            }
            packets += 1
            let record = PacketRecord(
                number: packets, time: Timestamp(nanoseconds: time, isNanosecond: interface.isNanosecond), offset: 0,
                length: 0, originalLength: Int(header.len), interface: 0, linkType: interface.linkType)
            // The library gives `caplen` bytes, which the snapshot length bounds.
            let bytes = unsafe RawSpan(_unsafeStart: data, byteCount: min(Int(header.caplen), snapLength))
            slab.append(bytes, record)
        }
    }

    /// Why there are no more packets: mostly because the interface has gone.
    private func interruption() -> CaptureError {
        var error = CaptureError(
            .unavailable, file: info.file, problem: "the capture was interrupted: \(handle.message)")
        let isThere = (try? Self.interfaces())?.contains { $0.name == info.file && $0.isUp } ?? false
        guard !isThere else { return error }
        error.isAbsence = true
        error.advice = "--wait-for-interface waits until it is back."
        return error
    }

    /// Under load too a slab is handed on after some thousand packets.
    private static let mostAtOnce = 1 << 13

    /// The interface that is captured where none is named: all of them where the system has one that stands for all.
    ///
    /// - Throws: `CaptureError` of kind `unavailable` when there is none.
    public static func defaultInterface() throws(CaptureError) -> String {
        let all = try interfaces()
        guard let first = all.first(where: { $0.isAny }) ?? all.first else {
            throw CaptureError(
                .unavailable, file: "capture", problem: "there is no interface that can be captured",
                advice: "ws101 doctor says what prevents it.")
        }
        return first.name
    }
}
