import Dissection
import HTTP
import Report
import WebSocket
import Wire

extension Key<RecordedSession> {
    /// The keys of sessions that are quick to compute, or that NDJSON lacks.
    static let all = [
        Key("outcome") {
            .text($0.start.outcome.rawValue)
        },
        Key("uri") { session in .text(session.start.uri) },
        Key("clientPort", "the client's port") { .number($0.start.client.port) },
        Key("serverPort", "the server's port") { .number($0.start.server.port) },
        Key("method", "the method of the request") { .text($0.start.handshake?.request.method) },
        Key("target", "the target of the request: path and query") { .text($0.start.handshake?.request.target) },
        Key("path", "the path of the request, without the query") { .text($0.start.path) },
        Key("host", "the header Host") { .text($0.start.handshake?.host) },
        Key("origin") { .text($0.start.handshake?.origin) },
        Key("hasOrigin", "whether there is a header Origin") { .truth($0.start.handshake?.origin != nil) },
        Key("key") { .text($0.start.handshake?.key) },
        Key("keyBytes", "the bytes that the Sec-WebSocket-Key stands for") { .bytes($0.start.handshake?.keyBytes) },
        Key("accept") { .text($0.start.handshake?.accept) },
        Key("acceptExpected") {
            .text($0.start.handshake?.acceptExpected)
        },
        Key("acceptDigest", "the 20 bytes of the SHA-1 under the Accept") {
            .bytes($0.start.handshake?.acceptComputation?.digest)
        },
        Key("status") { .number($0.start.handshake?.status) },
        Key("offeredSubprotocols") {
            .list($0.start.handshake?.offeredSubprotocols ?? [])
        },
        Key("subprotocol") { .text($0.start.handshake?.subprotocol) },
        Key("offeredExtensions") {
            .list($0.start.handshake?.offeredExtensions.map(\.description) ?? [])
        },
        Key("offeredExtensionNames", "their names alone") {
            .list($0.start.handshake?.offeredExtensions.map(\.name) ?? [])
        },
        Key("extensions") {
            .list($0.start.handshake?.extensions.map(\.description) ?? [])
        },
        Key("extensionNames", "their names alone") { .list($0.start.handshake?.extensions.map(\.name) ?? []) },
        Key("request", "the bytes of the request, up to the empty line") { .bytes($0.start.handshake?.request.bytes) },
        Key("response", "the bytes of the response, up to the empty line") {
            .bytes($0.start.handshake?.response?.bytes)
        },
        Key("requestHeaderNames", "the names of the request's headers, in order") {
            .list($0.start.handshake?.request.fields.map(\.name) ?? [])
        },
        Key("responseHeaderNames", "the names of the response's headers, in order") {
            .list($0.start.handshake?.response?.fields.map(\.name) ?? [])
        },
        Key("packet") { .number($0.start.packet) },
        Key("responsePacket", "the packet in which the response begins") { .number($0.start.responsePacket) },
        Key("legs", "the numbers of the sessions that are other legs of it") { .list($0.legs) },
        Key("frameCount", "how many frames it has") { .number($0.frameCount) },
        Key("initiator") {
            .text($0.close?.unseen == nil ? $0.close?.initiator.rawValue : nil)
        },
        Key("clean") { session in
            guard let close = session.close, close.unseen == nil else { return .missing }
            return .truth(close.clean)
        },
        Key("tcpEnd") { .text($0.close?.tcpEnd.rawValue) },
        Key("endTime", "when its last packet was captured") { .text($0.close?.time.rfc3339) },
    ]

    static let byName = index(all)
}
