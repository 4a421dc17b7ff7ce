public import Wire

/// Packets that were on the wire and are not in the capture, because whoever captured had no room for them.
public struct PacketDrops: Hashable, Sendable {
    /// The number of the next packet that is there.
    public var packet: Int
    /// When that packet was captured; live, when the system told of the loss.
    public var time: Timestamp
    /// How many were lost.
    public var count: Int

    /// That they are missing, as a sentence without a full stop.
    ///
    /// Where exactly is not known: what a full buffer still holds came before what found no room in it.
    public var sentence: String {
        count == 1
            ? "1 packet is missing around here: there was no room for it"
            : "\(Digits.grouped(count)) packets are missing around here: there was no room for them"
    }

    /// So many packets that were lost before one.
    public init(packet: Int, time: Timestamp, count: Int) {
        self.packet = packet
        self.time = time
        self.count = count
    }
}
