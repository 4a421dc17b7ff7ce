import Wire

/// What makes segments belong together: the two endpoints, the lesser one first, so that both directions are alike.
struct FlowKey: Equatable {
    var lesserHigh, lesserLow, greaterHigh, greaterLow: UInt64
    /// The lesser endpoint's port, the greater one's, and the address family.
    var ports: UInt64
}

extension FlowKey {
    /// The key of a segment from `source` to `destination`, and whether `source` is the greater endpoint.
    @inline(__always)
    static func make(_ source: Endpoint, _ destination: Endpoint) -> (key: FlowKey, isSwapped: Bool) {
        let a = source.address
        let b = destination.address
        let isSwapped: Bool
        if a.low != b.low {
            isSwapped = a.low > b.low
        } else if a.high != b.high {
            isSwapped = a.high > b.high
        } else {
            isSwapped = source.port > destination.port
        }
        let family: UInt64 = a.isIPv4 ? 1 << 32 : 0
        let sourcePort = UInt64(source.port)
        let destinationPort = UInt64(destination.port)
        let key =
            isSwapped
            ? FlowKey(
                lesserHigh: b.high, lesserLow: b.low, greaterHigh: a.high, greaterLow: a.low,
                ports: family | destinationPort << 16 | sourcePort)
            : FlowKey(
                lesserHigh: a.high, lesserLow: a.low, greaterHigh: b.high, greaterLow: b.low,
                ports: family | sourcePort << 16 | destinationPort)
        return (key, isSwapped)
    }

    /// A hash that cannot be foreseen without `seed`: nobody can fill a table with keys that collide.
    @inline(__always)
    func hash(_ seed: HashSeed) -> UInt32 {
        let lesser = folded(lesserLow ^ seed.first, lesserHigh ^ ports ^ seed.second)
        let greater = folded(greaterLow ^ seed.second, greaterHigh ^ ports.byteSwapped ^ seed.third)
        let both = folded(lesser ^ seed.third, greater ^ seed.first)
        return UInt32(truncatingIfNeeded: both ^ both >> 32)
    }
}

/// The secret of the hashes in this target, drawn anew for each table; no result depends on it.
struct HashSeed: Sendable {
    var first, second, third: UInt64

    /// Draws a seed from the system's random numbers.
    static func random() -> HashSeed {
        HashSeed(
            first: .random(in: .min ... .max), second: .random(in: .min ... .max), third: .random(in: .min ... .max))
    }
}

/// The 128-bit product of two numbers, its halves XORed: every bit of the result depends on nearly all of the input's.
@inline(__always)
func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
}
