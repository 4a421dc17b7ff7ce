import HTTP
import TLS
import Wire

extension SessionEvent {
    /// Whether it runs in TLS.
    public var isSecure: Bool { tls != nil }

    /// The URI that was opened; of a TLS connection that stays closed, or failed, what the client asks for by name, without
    /// a path; nil when the capture began after the handshake.
    public var uri: String? {
        if let handshake { return handshake.uri(server: server, isSecure: isSecure) }
        return namedServer.map { "wss://" + $0 }
    }

    /// The server that the client asks for in its ClientHello, with the port unless that is 443; its address where it names
    /// none; nil where no ClientHello was captured.
    ///
    /// It must be escaped before it is shown.
    public var namedServer: String? {
        guard let facts = tls?.handshake, facts.clientHello != nil else { return nil }
        let port = tunnel.flatMap { $0.split(separator: ":").last }.flatMap { UInt16($0) } ?? server.port
        return facts.serverName.map { $0 + (port == 443 ? "" : ":\(port)") } ?? "\(server)"
    }
}

extension SessionEvent.Outcome {
    /// Whether there never was a session, and that is somebody's fault.
    public var isFailure: Bool { self == .refused || self == .unanswered || self == .failed }
}

extension SessionEvent {
    /// What protects it: `TLS 1.3`, `TLS` of a version that is not known, `none`.
    public var security: String {
        tls.map { $0.handshake.version?.name ?? "TLS" } ?? "none"
    }
}
