public import Dissection
public import Wire

/// A session through a proxy, captured on both of its sides: two connections on one clock.
public struct Relay: Sendable {
    /// The connection of the client with the proxy.
    public var outer: Playbook
    /// The connection of the proxy with the server.
    public var inner: Playbook
    /// Nanoseconds that a message takes through the proxy.
    public var delay: Int64 = 200_000

    /// Two connections whose TCP handshakes are done, the outer one first.
    public init(
        client: Endpoint = .ipv4(10, 0, 0, 1, port: 50_000), proxy: Endpoint = .ipv4(10, 0, 0, 2, port: 80),
        upstream: Endpoint = .ipv4(10, 0, 0, 2, port: 40_000), server: Endpoint = .ipv4(10, 0, 0, 3, port: 8080),
        start: Int64 = 1_700_000_000_000_000_000
    ) {
        outer = Playbook(Conversation(client: client, server: proxy, start: start))
        inner = Playbook(Conversation(client: upstream, server: server, start: outer.talk.now))
        outer.talk.interval = 10_000
        inner.talk.interval = 10_000
    }

    /// What happens next on the outer connection, `delay` after what happened last.
    public mutating func onOuter(_ act: (inout Playbook) -> Void) {
        outer.talk.now = max(outer.talk.now, inner.talk.now) + delay
        act(&outer)
    }

    /// What happens next on the inner connection.
    public mutating func onInner(_ act: (inout Playbook) -> Void) {
        inner.talk.now = max(outer.talk.now, inner.talk.now) + delay
        act(&inner)
    }

    /// The opening handshake, passed on as it is but for what `innerRequest` and `innerResponse` say.
    public mutating func upgrade(
        innerRequest: String = Playbook.request, innerResponse: String = Playbook.response
    ) {
        onOuter { $0.client(Array(Playbook.request.utf8)) }
        onInner { $0.upgrade(request: innerRequest, response: innerResponse) }
        onOuter { $0.server(Array(Playbook.response.utf8)) }
    }

    /// The packets of both connections, by time.
    public var packets: [(time: Timestamp, bytes: [UInt8])] {
        (outer.talk.packets + inner.talk.packets).enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }

    /// What the dissector says of both.
    public func trace() -> Trace { Playbook.trace(packets) }
}
