import Wire

/// Finds the sessions of a capture that are legs of one session.
///
/// What is said has to be certain: two sessions that merely say the same are none. Of the sessions that ended, the last
/// ones are remembered.
struct LegLedger {
    /// So many sessions that ended are remembered at least, and at most twice as many.
    static let limit = 4096

    /// The sessions under way.
    private var begun: [Int: SessionLeg] = [:]
    /// Those that ended last.
    private var latest = Generation()
    /// Those that ended before them.
    private var earlier = Generation()

    /// Sessions that are forgotten together: removing one after the other would cost more than all else.
    private struct Generation {
        var legs: ContiguousArray<SessionLeg> = []
        /// Where among them the latest session with a trait stands.
        var places: [LegTrait: Int] = [:]

        /// The latest session with that trait.
        subscript(trait: LegTrait) -> SessionLeg? { places[trait].map { legs[$0] } }
    }

    /// Takes note of a session that begins.
    mutating func begin(_ start: SessionEvent) { begun[start.session] = SessionLeg(start) }

    /// Takes note of its end.
    ///
    /// - Returns: how it belongs to one that had ended before, if it does.
    mutating func end(_ close: CloseEvent) -> LegLink? {
        guard var leg = begun.removeValue(forKey: close.session) else { return nil }
        leg.end(close)
        let traits = leg.traits
        for trait in traits {
            guard let other = self[trait], let link = leg.link(to: other) else { continue }
            // A third leg is one of the first one, too, which stays to be found.
            remember(leg, traits.filter { self[$0]?.session != other.session })
            return link
        }
        remember(leg, traits)
        return nil
    }

    /// The session that ended last of those with that trait.
    private subscript(trait: LegTrait) -> SessionLeg? { latest[trait] ?? earlier[trait] }

    private mutating func remember(_ leg: SessionLeg, _ traits: [LegTrait]) {
        guard !traits.isEmpty else { return }
        if latest.legs.count == Self.limit {
            swap(&latest, &earlier)
            latest.legs.removeAll(keepingCapacity: true)
            latest.places.removeAll(keepingCapacity: true)
        }
        for trait in traits { latest.places[trait] = latest.legs.count }
        latest.legs.append(leg)
    }
}

/// A digest of what another leg of a session has, too: it is looked for by that, and then compared.
struct LegTrait: Hashable {
    private let digest: UInt64

    /// Its Sec-WebSocket-Key.
    init(key: String) { digest = key.utf8.reduce(1) { LegSign.mixed($0, UInt64($1)) } }

    /// The client's first two frames and their masking keys.
    init(maskingKeysOf client: LegSign.Direction) {
        var digest: UInt64 = 2
        for index in 0..<2 {
            digest = LegSign.mixed(digest, client.frames[index].digest)
            digest = LegSign.mixed(digest, UInt64(client.frames[index].maskingKey))
        }
        self.digest = digest
    }

    /// The first frame of each side.
    init(payloads client: LegSign.Direction, _ server: LegSign.Direction) {
        digest = LegSign.mixed(LegSign.mixed(3, client.frames[0].digest), server.frames[0].digest)
    }
}
