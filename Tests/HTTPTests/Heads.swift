import HTTP

/// The lines of a head, each ended by CR LF, and the empty line.
func head(_ lines: [String]) -> [UInt8] { Array((lines + ["", ""]).joined(separator: "\r\n").utf8) }

/// The request of RFC 6455 §1.2 with other lines in place of those of the same name, or behind them.
///
/// A nil value removes the line.
func upgradeRequest(_ line: String = "GET /chat HTTP/1.1", _ changes: [(String, String?)] = []) throws -> RequestHead {
    try RequestHead(parsing: head([line] + changed(rfcRequest, changes)))
}

/// The response of RFC 6455 §1.2, changed in the same way.
func upgradeResponse(
    _ line: String = "HTTP/1.1 101 Switching Protocols", _ changes: [(String, String?)] = []
) throws -> ResponseHead {
    try ResponseHead(parsing: head([line] + changed(rfcResponse, changes)))
}

private let rfcRequest = [
    ("Host", "server.example.com"), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Origin", "http://example.com"),
    ("Sec-WebSocket-Protocol", "chat, superchat"), ("Sec-WebSocket-Version", "13"),
]

private let rfcResponse = [
    ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
    ("Sec-WebSocket-Protocol", "chat"),
]

private func changed(_ lines: [(String, String)], _ changes: [(String, String?)]) -> [String] {
    let names = Set(changes.map { $0.0.lowercased() })
    let kept = lines.filter { !names.contains($0.0.lowercased()) }
    return (kept + changes.compactMap { name, value in value.map { (name, $0) } }).map { "\($0.0): \($0.1)" }
}
