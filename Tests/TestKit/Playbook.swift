import Capture
public import Dissection
public import WebSocket
public import Wire

/// A WebSocket session told as a transcript, made into packets, and what the dissector says of it.
///
/// ```swift
/// var play = Playbook()
/// play.upgrade()
/// play.client(FrameEncoder.encode(opcode: .text, payload: Array("Hello".utf8), maskingKey: key))
/// play.finish(.server)
/// let session = play.trace().sessions[0]
/// ```
public struct Playbook: Sendable {
    /// A request that breaks nothing, Origin included; its key is that of RFC 6455 §1.3.
    public static let request = """
        GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: http://example.com\r\n\r\n
        """
    /// The 101 that answers it.
    public static let response = """
        HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n
        """
    /// The packets.
    public var talk: Conversation
    private var key: UInt32 = 0x37fa_213d

    /// A connection whose TCP handshake is done.
    public init(_ talk: Conversation = Conversation()) {
        self.talk = talk
        self.talk.connect()
    }

    /// A masking key, another one at each call.
    public mutating func freshKey() -> MaskingKey {
        key = key &* 1_664_525 &+ 1_013_904_223
        return MaskingKey(key)
    }

    /// The opening handshake.
    public mutating func upgrade(request: String = Playbook.request, response: String = Playbook.response) {
        client(Array(request.utf8))
        server(Array(response.utf8))
    }

    /// The opening handshake with permessage-deflate in use; the server's answer has these parameters, each behind its
    /// semicolon, and the client offers the same.
    public mutating func upgradeDeflating(_ parameters: String = "") {
        let line = "Sec-WebSocket-Extensions: permessage-deflate\(parameters)\r\n\r\n"
        upgrade(
            request: Playbook.request.dropLast() + line, response: Playbook.response.dropLast() + line)
    }

    /// Bytes from the client.
    public mutating func client(_ bytes: [UInt8]) { talk.send(bytes, from: .client) }

    /// Bytes from the server.
    public mutating func server(_ bytes: [UInt8]) { talk.send(bytes, from: .server) }

    /// A frame from `side`, masked as it must be.
    public mutating func frame(_ side: Side, _ opcode: Opcode, _ payload: [UInt8] = [], fin: Bool = true) {
        let mask = side == .client ? freshKey() : nil
        talk.send(FrameEncoder.encode(fin: fin, opcode: opcode, payload: payload, maskingKey: mask), from: side)
    }

    /// The first frame of a compressed message from `side`, or its only one, masked as it must be.
    public mutating func compressed(_ side: Side, _ opcode: Opcode, _ payload: [UInt8], fin: Bool = true) {
        let mask = side == .client ? freshKey() : nil
        talk.send(
            FrameEncoder.encode(fin: fin, rsv1: true, opcode: opcode, payload: payload, maskingKey: mask), from: side)
    }

    /// A Close from `side`.
    public mutating func close(_ side: Side, _ code: UInt16? = 1000, _ reason: String = "") {
        frame(side, .close, CloseBody(code: code, reason: Array(reason.utf8)).payload)
    }

    /// Closes of both sides, that of `first` first, then TCP's end from the server.
    public mutating func finish(_ first: Side = .client) {
        close(first)
        close(first.peer)
        talk.close(.server)
    }

    /// What the dissector says of the packets.
    public func trace(_ change: (inout DissectionOptions) -> Void = { _ in }) -> Trace {
        Self.trace(talk.packets, linkType: talk.builder.linkType, change)
    }

    /// Tells `handler` what the dissector says of the packets.
    public func dissect(for handler: any DissectionHandler) {
        Self.dissect(talk.packets, linkType: talk.builder.linkType, options: DissectionOptions(), for: handler)
    }

    /// What the dissector says of `packets`, several to a slab, as a capture with that snapshot length holds them.
    public static func trace(
        _ packets: [(time: Timestamp, bytes: [UInt8])], linkType: LinkType = .ethernet, snapLength: Int = .max,
        _ change: (inout DissectionOptions) -> Void = { _ in }
    ) -> Trace {
        var options = DissectionOptions()
        options.payloadLimit = 1 << 20
        options.wireLimit = 1 << 20
        change(&options)
        let trace = Trace()
        dissect(packets, linkType: linkType, snapLength: snapLength, options: options, for: trace)
        return trace
    }

    /// Tells `handler` what the dissector says of `packets`, with so many `jobs`.
    public static func dissect(
        _ packets: [(time: Timestamp, bytes: [UInt8])], linkType: LinkType = .ethernet, snapLength: Int = .max,
        options: DissectionOptions, jobs: Int = 1, for handler: any DissectionHandler
    ) {
        let pipeline = Pipeline(options: options, jobs: jobs, handler: handler)
        pipeline.begin(CaptureInfo(file: "test", format: .pcap, interfaces: []))
        var slab = PacketSlab()
        for (index, packet) in packets.enumerated() {
            let record = PacketRecord(
                number: index + 1, time: packet.time, offset: 0, length: packet.bytes.count,
                originalLength: packet.bytes.count, interface: 0, linkType: linkType)
            let captured = Array(packet.bytes.prefix(snapLength))
            if !slab.append(captured.rawSpan, record) {
                slab = pipeline.consume(slab)
                slab.removeAll()
                slab.append(captured.rawSpan, record)
            }
        }
        pipeline.consume(slab)
        pipeline.finish()
    }
}
