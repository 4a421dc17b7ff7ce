import Dissection
import HTTP
import Wire

extension JSONText {
    /// A session's beginning.
    mutating func session(_ event: SessionEvent) {
        field("type", "session")
        field("session", event.session)
        field("client", event.client.description)
        field("server", event.server.description)
        field("security", "none")
        field("carrier", event.handshake == nil ? "unknown" : "http/1.1")
        field("time", event.time)
        field("packet", event.packet)
        field("tcpStream", event.tcpStream)
        field("outcome", event.outcome.rawValue)
        guard let handshake = event.handshake else { return }
        field("status", handshake.response?.status)
        headers("requestHeaders", handshake.request.fields)
        if let response = handshake.response { headers("responseHeaders", response.fields) }
    }

    private mutating func headers(_ key: String, _ fields: [HeaderField]) {
        beginArray(key)
        for field in fields {
            beginArray()
            item(field.name)
            item(field.value)
            endArray()
        }
        endArray()
    }
}
