/// How much reassembly remembers; nothing in this target grows beyond it.
public struct Limits: Hashable, Sendable {
    /// TCP connections known at a time; a further one takes the place of one that ended or has been idle.
    public var connections = 65_536
    /// Bytes of early segments held for one direction of a connection, bookkeeping included; beyond it the missing
    /// bytes before them are given up.
    public var heldBytesPerDirection = 2 << 20
    /// The same for all connections together.
    public var heldBytes = 32 << 20
    /// Nanoseconds of capture time after which missing bytes are given up if nothing of the peer is in the capture.
    public var gapPatience: Int64 = 10_000_000_000
    /// So many packets of the capture may come between an acknowledgment and the data that it acknowledges: several
    /// queues, or a mirror port, swap packets.
    public var swappedPackets = 64
    /// So many nanoseconds of capture time may lie between them.
    public var swappedTime: Int64 = 50_000_000
    /// Nanoseconds of capture time after which missing bytes are given up if the peer has acknowledged them, however few
    /// packets came meanwhile.
    public var acknowledgedPatience: Int64 = 2_000_000_000
    /// Nanoseconds of capture time after which missing bytes are given up although the peer still waits for them too.
    public var retransmissionPatience: Int64 = 60_000_000_000
    /// IP packets put together from fragments at a time; each takes 64 KiB at most.
    public var fragmentedPackets = 256
    /// Nanoseconds of capture time after which missing fragments are given up.
    ///
    /// RFC 8200 §4.5 allows 60 s; the less, the smaller the danger that an identification is used again meanwhile.
    public var fragmentPatience: Int64 = 30_000_000_000
    /// Nanoseconds of capture time in which what was sent before a RST arrived may still come: longer than nearly every way
    /// there and back takes.
    public var crossingTime: Int64 = 1_000_000_000
    /// Nanoseconds of capture time after a RST in which segments still belong to their flow: those that crossed it, and
    /// those of a host that did not send it, though it bears its name.
    public var resetPatience: Int64 = 5_000_000_000
    /// Flows that wait for such segments at a time: what they keep would fill the memory of whoever is flooded with RSTs.
    public var lingeringFlows = 256
    /// Segments of so many flows are kept that may begin another connection with the same endpoints, up to 64 KiB each.
    public var successors = 256
    /// Nanoseconds of capture time within which an equal packet is the same one, captured twice.
    public var duplicateWindow: Int64 = 1_000_000_000

    /// The limits that hold unless somebody asks for others.
    public init() {}
}
