import Dissection
import HTTP
import WebSocket
import Wire

/// The properties that only one kind of thing has.
enum PropertyTable {
    /// What a look at a property finds.
    enum Lookup {
        case value(Value)
        /// The property exists, but this thing has no value for it.
        case missing
        /// There is no such property.
        case unknown

        static func number(_ number: (some BinaryInteger)?) -> Lookup {
            number.map { .value(.number(Int(clamping: $0))) } ?? .missing
        }

        static func text(_ text: String?) -> Lookup { text.map { .value(.text($0)) } ?? .missing }

        static func bytes(_ bytes: [UInt8]?) -> Lookup { bytes.map { .value(.bytes($0)) } ?? .missing }

        static func truth(_ truth: Bool) -> Lookup { .value(.truth(truth)) }

        static func list(_ texts: [String]) -> Lookup { .value(.list(texts.map(Value.text))) }

        static func list(_ numbers: [Int]) -> Lookup { .value(.list(numbers.map(Value.number))) }
    }

    static let frame: [String: @Sendable (RecordedFrame) -> Lookup] = [
        "fin": { .truth($0.header.fin) },
        "rsv1": { .truth($0.header.rsv1) },
        "rsv2": { .truth($0.header.rsv2) },
        "rsv3": { .truth($0.header.rsv3) },
        "opcode": { .number($0.header.opcode.rawValue) },
        "opcodeName": { .text($0.header.opcode.name) },
        "masked": { .truth($0.header.masked) },
        // The seven bits of the length field as they stand, 126 and 127 included.
        "length7": { .number($0.header.length7) },
        "length": { .number($0.header.payloadLength) },
        "headerLength": { .number($0.header.headerLength) },
        // Header and payload.
        "size": { .number($0.size) },
        "maskingKey": { .bytes($0.header.masked ? $0.maskingKey : nil) },
        // All bytes as on the wire; the header's; the payload's as on the wire; the payload's, unmasked.
        "wire": { .bytes($0.wire) },
        "header": { .bytes($0.headerBytes) },
        "body": { .bytes($0.body) },
        "payload": { .bytes($0.payload) },
        "text": { .text(String(validating: $0.payload, as: UTF8.self)) },
        "message": { .number($0.message) },
        "streamOffset": { .number($0.streamOffset) },
        "whole": { .truth($0.isWhole) },
        "code": { .number(CloseBody(payload: $0.payload)?.code) },
        "reason": { .text(CloseBody(payload: $0.payload)?.reasonText) },
    ]

    static let message: [String: @Sendable (RecordedMessage) -> Lookup] = [
        "kind": { .text($0.event.kind.rawValue) },
        "length": { .number($0.event.length) },
        "wireLength": { .number($0.event.wireLength) },
        "payload": { .bytes($0.event.payload) },
        "text": { .text(String(validating: $0.event.payload, as: UTF8.self)) },
        "frames": { .list(Array($0.event.frames)) },
        "frameCount": { .number($0.event.frames.count) },
        "compressed": { .truth($0.event.compressed) },
    ]

    static let segment: [String: @Sendable (RecordedSegment) -> Lookup] = [
        "packet": { .number($0.packet) },
        "length": { .number($0.bytes.count) },
        "bytes": { .bytes($0.bytes) },
        // The frames that it carries bytes of.
        "frames": { .list($0.frames) },
        "frameCount": { .number($0.frames.count) },
        "sourcePort": { .number($0.source.port) },
        "destinationPort": { .number($0.destination.port) },
    ]

    static let finding: [String: @Sendable (RecordedFinding) -> Lookup] = [
        "rule": { .text($0.event.rule.rawValue) },
        "severity": { .text($0.event.rule.severity.rawValue) },
        "blame": { .text($0.event.blame.rawValue) },
        "detail": { .text($0.event.detail) },
        "frame": { .number($0.event.frame) },
        "mustFailWith": { .number($0.event.mustFailWith) },
    ]

    static let session: [String: @Sendable (RecordedSession) -> Lookup] = [
        "outcome": { .text($0.start.outcome.rawValue) },
        "uri": { session in .text(session.start.uri) },
        "clientPort": { .number($0.start.client.port) },
        "serverPort": { .number($0.start.server.port) },
        "method": { .text($0.start.handshake?.request.method) },
        "target": { .text($0.start.handshake?.request.target) },
        "host": { .text($0.start.handshake?.host) },
        "origin": { .text($0.start.handshake?.origin) },
        "hasOrigin": { .truth($0.start.handshake?.origin != nil) },
        "key": { .text($0.start.handshake?.key) },
        "keyBytes": { .bytes($0.start.handshake?.keyBytes) },
        "accept": { .text($0.start.handshake?.accept) },
        "expectedAccept": { .text($0.start.handshake?.acceptExpected) },
        "acceptDigest": { .bytes($0.start.handshake?.acceptComputation?.digest) },
        "status": { .number($0.start.handshake?.status) },
        "offeredSubprotocols": { .list($0.start.handshake?.offeredSubprotocols ?? []) },
        "subprotocol": { .text($0.start.handshake?.subprotocol) },
        "offeredExtensions": { .list($0.start.handshake?.offeredExtensions.map(\.name) ?? []) },
        "extensions": { .list($0.start.handshake?.extensions.map(\.name) ?? []) },
        // The bytes of the heads, the empty line at their end included.
        "request": { .bytes($0.start.handshake?.request.bytes) },
        "response": { .bytes($0.start.handshake?.response?.bytes) },
        "requestFields": { .list($0.start.handshake?.request.fields.map(\.name) ?? []) },
        "responseFields": { .list($0.start.handshake?.response?.fields.map(\.name) ?? []) },
        "requestPacket": { .number($0.start.packet) },
        "responsePacket": { .number($0.start.responsePacket) },
        "frameCount": { .number($0.frameCount) },
        "initiator": { .text($0.close?.initiator.rawValue) },
        "clean": { .truth($0.close?.clean == true) },
        "clientCode": { .number($0.close?.clientEvent?.code) },
        "serverCode": { .number($0.close?.serverEvent?.code) },
        "tcpEnd": { .text($0.close?.tcpEnd.rawValue) },
    ]
}
