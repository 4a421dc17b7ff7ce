/// The 101 that the server is about to send, sound until an endpoint spoils it.
struct UpgradeAnswer {
    /// What begins the status line.
    var version = "HTTP/1.1"
    /// The header fields in their order.
    var fields: [(name: String, value: String)]
    /// A line to be sent after the fields as it is.
    var rawLine: String?
    /// Whether the empty line follows that ends the head.
    var isFinished = true

    /// The answer that accepts `request`.
    init(to request: UpgradeRequest) {
        fields = [
            ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", request.accept),
        ]
        if let subprotocol = request.subprotocol { fields.append(("Sec-WebSocket-Protocol", subprotocol)) }
    }

    /// The value of the first field of that name; setting it replaces, adds or, with nil, removes the field.
    subscript(name: String) -> String? {
        get { fields.first { $0.name == name }?.value }
        set {
            let place = fields.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): fields[place].value = value
            case (let place?, nil): fields.remove(at: place)
            case (nil, let value?): fields.append((name, value))
            case (nil, nil): break
            }
        }
    }

    /// Accepts permessage-deflate if the request offers it in a way that can be accepted.
    mutating func agreeToDeflate(_ request: UpgradeRequest) {
        self["Sec-WebSocket-Extensions"] = request.deflate?.answer
    }

    /// The bytes of the head.
    var bytes: [UInt8] {
        var text = "\(version) 101 Switching Protocols\r\n"
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        if let rawLine { text += rawLine + "\r\n" }
        return Array((isFinished ? text + "\r\n" : text).utf8)
    }
}
