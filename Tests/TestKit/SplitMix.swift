import Simulation

/// A random number generator with a seed, so that a failure can be made again.
public struct SplitMix: RandomNumberGenerator {
    private var dice: Dice

    /// A generator whose numbers follow from `seed`.
    public init(seed: UInt64) { dice = Dice(seed: seed) }

    /// The next 64 bits.
    public mutating func next() -> UInt64 { dice.next() }
}
