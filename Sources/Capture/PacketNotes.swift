public import Wire

/// What a person, or the capturing program, wrote about a packet.
public struct PacketComment: Hashable, Sendable {
    /// So many comments of a packet are kept.
    public static let limit = 16

    /// The packet's number in the capture.
    public var packet: Int
    /// When the packet was captured.
    public var time: Timestamp
    /// The comment, at most `CaptureInfo.textLimit` bytes; it must be escaped before it is shown.
    public var text: String

    /// A comment with these parts.
    public init(packet: Int, time: Timestamp, text: String) {
        self.packet = packet
        self.time = time
        self.text = text
    }
}

/// An address and the name that a capture gives it.
public struct NamedAddress: Hashable, Sendable {
    /// The address.
    public var address: IPAddress
    /// The name, at most 255 bytes; it must be escaped before it is shown.
    public var name: String

    /// The name of an address.
    public init(address: IPAddress, name: String) {
        self.address = address
        self.name = name
    }
}
