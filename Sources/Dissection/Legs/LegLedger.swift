import Wire

/// Finds the sessions of a capture that are legs of one session.
///
/// What is said has to be certain: two sessions that merely say the same are none. Of the sessions that ended, the last
/// ones are remembered.
struct LegLedger {
    /// So many sessions that ended are remembered.
    static let limit = 4096

    /// The sessions under way.
    private var begun: [Int: SessionLeg] = [:]
    /// Those that ended, in a ring.
    private var ended: [SessionLeg] = []
    private var next = 0
    /// The latest session with a trait, by its place in the ring.
    private var places: [LegTrait: Int] = [:]

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
            guard let place = places[trait], let link = leg.link(to: ended[place]) else { continue }
            // A third leg is one of the first one, too, which stays to be found.
            remember(leg, traits.filter { places[$0] != place })
            return link
        }
        remember(leg, traits)
        return nil
    }

    private mutating func remember(_ leg: SessionLeg, _ traits: [LegTrait]) {
        guard !traits.isEmpty else { return }
        let place = next
        next = (next + 1) % Self.limit
        if ended.count < Self.limit {
            ended.append(leg)
        } else {
            for trait in ended[place].traits where places[trait] == place { places[trait] = nil }
            ended[place] = leg
        }
        for trait in traits { places[trait] = place }
    }
}

/// By what another leg of a session is looked for.
enum LegTrait: Hashable {
    /// Its Sec-WebSocket-Key.
    case key(String)
    /// A digest of the client's first two frames and their masking keys.
    case maskingKeys(UInt64)
    /// A digest of the first frame of each side.
    case payloads(UInt64)
}
