import Crypto
import Foundation
import HTTP
import NIOHTTP1

/// An upgrade request that is in order (RFC 6455 §4.2.1).
struct UpgradeRequest: Sendable {
    /// The request's head.
    let head: RequestHead
    /// The number in the path.
    let argument: Int

    /// Why `head` can't be accepted: the answer's status and a sentence; nil if it can.
    static func problem(_ head: RequestHead) -> (status: Int, reason: String)? {
        guard head.method == "GET" else { return (405, "An upgrade request is a GET request.") }
        guard head.minorVersion >= 1 || head.majorVersion > 1 else { return (400, "HTTP/1.0 has no Upgrade.") }
        guard head.hasElement("websocket", in: "Upgrade"), head.hasElement("Upgrade", in: "Connection") else {
            return (426, "A WebSocket client sends Connection: Upgrade and Upgrade: websocket.")
        }
        guard head.value("Sec-WebSocket-Version") == "13" else { return (426, "This server speaks version 13.") }
        guard UpgradeHandshake(request: head, response: nil).keyBytes?.count == 16 else {
            return (400, "Sec-WebSocket-Key must be 16 bytes in base64.")
        }
        return nil
    }

    /// The head that NIO's parser has taken apart, as this project's reads it.
    static func head(_ parsed: HTTPRequestHead) -> RequestHead? {
        var text = "\(parsed.method.rawValue) \(parsed.uri) HTTP/\(parsed.version.major).\(parsed.version.minor)\r\n"
        for (name, value) in parsed.headers { text += "\(name): \(value)\r\n" }
        return try? RequestHead(parsing: Array((text + "\r\n").utf8))
    }

    private var key: String { head.value("Sec-WebSocket-Key") ?? "" }

    /// The Sec-WebSocket-Accept that belongs to the key.
    var accept: String { AcceptComputation(key: key).accept }

    /// What a server sends that hashes the key and forgets the GUID.
    var acceptWithoutGUID: String { Data(Insecure.SHA1.hash(data: Array(key.utf8))).base64EncodedString() }

    /// The first subprotocol of the offer that the playground knows.
    var subprotocol: String? { head.elements("Sec-WebSocket-Protocol").map(\.text).first { $0 == "chat" } }

    /// What the first acceptable offer of permessage-deflate comes to; nil without one.
    var deflate: DeflateAgreement? { head.webSocketExtensions.lazy.compactMap(DeflateAgreement.init).first }
}
