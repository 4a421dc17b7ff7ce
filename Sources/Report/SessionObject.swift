import Dissection
import HTTP
import Wire

extension JSONText {
    /// A session's beginning.
    mutating func session(_ event: SessionEvent) {
        let handshake = event.handshake
        field("type", word: "session")
        field("session", event.session)
        field("uri", event.uri)
        field("client", event.client.description)
        field("server", event.server.description)
        field("clientName", event.clientName)
        field("serverName", event.serverName)
        if let processes = event.processes { self.processes(processes) }
        field("tunnel", event.tunnel)
        if let header = event.proxyHeader {
            field("proxyProtocol", header.version)
            field("realClient", header.client?.description)
        }
        field("security", event.security)
        field("carrier", handshake == nil && event.loneResponse == nil ? "unknown" : "http/1.1")
        field("time", event.time)
        field("packet", event.packet)
        field("tcpStream", event.tcpStream)
        field("outcome", event.outcome.rawValue)
        security(event)
        if let response = event.loneResponse {
            field("status", response.status)
            field("subprotocol", response.chosenSubprotocol)
            field("extensions", response.chosenExtensions.map(\.description))
            field("accept", response.value("Sec-WebSocket-Accept"))
            headers("responseHeaders", response.fields)
            if response.isCut { field("responseCut", true) }
        }
        guard let handshake else { return }
        field("draft", handshake.draft?.name)
        field("status", handshake.status)
        field("subprotocol", handshake.subprotocol)
        field("offeredSubprotocols", handshake.offeredSubprotocols)
        field("extensions", handshake.extensions.map(\.description))
        field("offeredExtensions", handshake.offeredExtensions.map(\.description))
        field("origin", handshake.origin)
        field("key", handshake.key)
        field("accept", handshake.accept)
        field("acceptExpected", handshake.acceptExpected)
        headers("requestHeaders", handshake.request.fields)
        if handshake.request.isCut { field("requestCut", true) }
        if let response = handshake.response ?? handshake.unfinished?.response {
            headers("responseHeaders", response.fields)
            if response.isCut { field("responseCut", true) }
        }
        if let body = handshake.responseBody {
            field("responseBody", body.text)
            field("responseBodyLength", body.length)
            field("responseBodyCoding", body.coding)
        }
        if let unfinished = handshake.unfinished {
            field("unfinished", unfinished.kind == .request ? "request" : "response")
        }
    }

    /// Who has the sockets; only known live.
    private mutating func processes(_ processes: SessionProcesses) {
        beginObject("process")
        if let client = processes.client {
            beginObject("client")
            owner(client)
            endObject()
        }
        if let server = processes.server {
            beginObject("server")
            owner(server)
            endObject()
        }
        endObject()
    }

    private mutating func owner(_ owner: SessionProcesses.Owner) {
        field("pid", owner.pid)
        field("name", owner.name)
        field("script", owner.script)
        field("uid", owner.uid)
        field("user", owner.user)
    }

    private mutating func headers(_ key: StaticString, _ fields: [HeaderField]) {
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
