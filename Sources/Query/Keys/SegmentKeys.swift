import Wire

extension Key<RecordedSegment> {
    /// The keys of TCP packets and segments; NDJSON has no lines for them.
    static let all = [
        Key("packet", "its packet's number") { .number($0.packet) },
        Key("length", "bytes of data") { .number($0.bytes.count) },
        Key("bytes", "the data") { .bytes($0.bytes) },
        Key("frames", "the numbers of the frames that it carries bytes of") { .list($0.frames) },
        Key("frameCount", "how many frames it carries bytes of") { .number($0.frames.count) },
        Key("sourcePort", "the sender's port") { .number($0.source.port) },
        Key("destinationPort", "the receiver's port") { .number($0.destination.port) },
        Key("syn", "whether it has the flag SYN") { .truth($0.flags.contains(.syn)) },
        Key("ack", "whether it has the flag ACK") { .truth($0.flags.contains(.ack)) },
        Key("fin", "whether it has the flag FIN: TCP's, not WebSocket's") { .truth($0.flags.contains(.fin)) },
        Key("rst", "whether it has the flag RST") { .truth($0.flags.contains(.rst)) },
        Key("retransmission", "whether it brings what its sender had sent before") { .truth($0.isRetransmission) },
        Key("keepAlive", "whether it is a keep-alive probe of TCP") { .truth($0.isKeepAlive) },
        Key("windowProbe", "whether it asks if the other side's closed window has opened") { .truth($0.isWindowProbe) },
        Key("sequence", "the sequence number, as the header has it") { .number($0.sequence) },
        Key("acknowledgment", "the acknowledgment number, as the header has it") { .number($0.acknowledgment) },
        Key("window", "the receive window as the header has it, not scaled") { .number($0.window) },
    ]

    static let byName = index(all)
}
