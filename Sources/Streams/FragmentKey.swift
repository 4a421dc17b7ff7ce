public import Wire

/// What the fragments of an IP packet have in common.
public struct FragmentKey: Hashable, Sendable {
    let source: IPAddress
    private let destination: IPAddress
    private let identification: UInt32
    /// The protocol with IPv4; with IPv6 fragments of one packet may differ in it (RFC 8200 §4.5).
    private let next: UInt8

    /// What `fragment` has in common with the others of its packet.
    public init(_ fragment: IPFragment) {
        source = fragment.source
        destination = fragment.destination
        identification = fragment.identification
        next = fragment.isIPv4 ? fragment.next : 0
    }
}
