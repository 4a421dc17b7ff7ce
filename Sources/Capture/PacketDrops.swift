public import Wire

/// Packets that were on the wire and are not in the capture, because whoever captured had no room for them.
public struct PacketDrops: Hashable, Sendable {
    /// The number of the next packet that is there: the missing ones were lost before it, after the one before it.
    public var packet: Int
    /// When that packet was captured; live, when the system told of the loss.
    public var time: Timestamp
    /// How many were lost.
    public var count: Int

    /// So many packets that were lost before one.
    public init(packet: Int, time: Timestamp, count: Int) {
        self.packet = packet
        self.time = time
        self.count = count
    }
}
