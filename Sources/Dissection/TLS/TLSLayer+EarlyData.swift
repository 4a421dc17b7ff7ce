import TLS

// What a client sends before the handshake is over (RFC 8446 §2.3): the server may pass over all of it.
extension TLSLayer {
    /// Lets early data go once it is known whether the server took them.
    func settleEarly() {
        guard connection.facts.earlyData != .offered, let client = connection.clientDirection else { return }
        releaseEarly(client, isTaken: connection.facts.earlyData == .accepted)
    }

    func releaseEarly(_ direction: Int, isTaken: Bool) {
        guard !directions[direction].early.isEmpty else { return }
        if isTaken {
            for (opened, place, carrier) in directions[direction].early {
                outcomes.append(.plaintext(opened, direction: direction, place, carrier))
            }
        }
        directions[direction].early = []
    }
}
