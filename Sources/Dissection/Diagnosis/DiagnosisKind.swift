extension Diagnosis {
    /// The causes that are told apart.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        // Closes

        /// A side leaves: page closed, program or server shut down.
        case goingAway
        /// The other side broke a rule, and the receiver failed the connection.
        case protocolViolation
        /// A violation is claimed of which the capture shows nothing.
        case unseenViolation
        /// A kind of data that the receiver does not take.
        case unsupportedData
        /// A rule of the receiver's own.
        case policy
        /// A message that is larger than its receiver accepts.
        case messageTooBig
        /// An extension that the client needs was not accepted.
        case extensionMissing
        /// The program failed while it handled something.
        case handlerFailed
        /// A Ping stayed unanswered for too long.
        case keepaliveTimeout
        /// The service restarts or is overloaded, or what stands behind a gateway fails.
        case serviceUnavailable
        /// The client's rights.
        case rights
        /// A code whose meaning only the application or its libraries know.
        case applicationCode
        /// A code that must not be sent, or is not assigned.
        case forbiddenCode
        /// What the reason in the Close says, where its code says nothing or something else.
        case reasonGiven
        /// A Close without a code.
        case noCode
        /// The other side did not answer the Close.
        case closeUnanswered

        // Ends without a Close

        /// Something on the way ended the connection because it was silent.
        case idleTimeout
        /// Something on the way forgot the connection because it was silent.
        case idleConnectionForgotten
        /// Segments above a size do not arrive: a path MTU black hole (RFC 2923 §2.1).
        case largePacketsLost
        /// Nothing that a side sent was acknowledged any more.
        case peerUnreachable
        /// A side's program does not read what arrives.
        case receiverStalled
        /// A RST that something on the way sent.
        case resetByMiddlebox
        /// A host that the connection is unknown to answered with a RST, or something on the way did so for it.
        case connectionUnknown
        /// The process ended, or its program dropped the connection.
        case processEnded
        /// The program dropped this one connection, and its server went on.
        case socketDropped
        /// A side sent text instead of a Close, and ended TCP.
        case leftWithText
        /// The program, or a proxy, closed the connection in order, but without a Close.
        case socketClosed
        /// TLS failed under the session.
        case tlsFailed
        /// A proxy passed on the end of its other connection.
        case otherLegEnded
        /// What is between two legs of the session ended both.
        case endedBetween
        /// The Close may stand in bytes that the capture lacks.
        case closeNotCaptured

        // Handshakes

        /// The 101 is one that the client must not accept.
        case responseDefect
        /// A proxy removed Upgrade and Connection from the request.
        case upgradeStripped
        /// A forward proxy that was asked for the address itself, and not for a tunnel, refused it.
        case forwardProxyRefused
        /// A head's empty line never came.
        case headUnfinished
        /// The request's headers are larger than the server accepts.
        case headTooLarge
        /// The process that answered does not know the session that the request goes on with.
        case sessionUnknown
        /// A PROXY protocol header that the server does not expect.
        case proxyHeader
        /// The handshake is one of a draft before RFC 6455.
        case draft
        /// The request breaks another rule.
        case requestDefect
        /// The server speaks another version of the protocol.
        case versionRefused
        /// The endpoint is elsewhere.
        case redirected
        /// The server, or a proxy, wants the client to log in.
        case loginRequired
        /// The server refuses pages of that origin.
        case originRefused
        /// The server forbids it for another reason.
        case forbidden
        /// There is no WebSocket endpoint at that path.
        case wrongPath
        /// The server behind a proxy did not answer as it must.
        case gatewayFailed
        /// The status says why, and nothing more is known.
        case statusOnly
        /// The server speaks TLS on that port.
        case tlsPort
        /// TLS stays closed.
        case keysMissing
        /// A side refused the TLS handshake with an alert.
        case tlsRefused
        /// A side ended the connection within the TLS handshake.
        case tlsHungUp
        /// The client speaks TLS, the server does not on that port.
        case plainPort
        /// The server speaks something other than HTTP.
        case notHTTP
        /// The server, or what is in front of it, hung up on the request.
        case hungUp
        /// The server was closing the connection already when the request came.
        case staleConnection
        /// The client stopped waiting.
        case clientGaveUp
        /// The answer is not in the capture, or had not come yet.
        case stillWaiting
    }
}
