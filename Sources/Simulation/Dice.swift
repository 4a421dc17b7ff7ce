public import Wire

/// What makes a simulated session different from the last one: choices that follow from a seed.
public struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Dice whose choices follow from `seed`.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits (SplitMix64, by Steele, Lea and Flood).
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number of `range`.
    public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// One of `choices`, which must not be empty.
    public mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[number(0...(choices.count - 1))] }

    /// The same in another order.
    public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { elements.shuffled(using: &self) }

    /// Yes or no.
    public mutating func coin() -> Bool { Bool.random(using: &self) }

    /// So many bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(number(0...255)) } }

    /// A masking key without a zero in it: each byte of a masked payload differs from what was masked.
    public mutating func maskingKey() -> MaskingKey {
        MaskingKey((0..<4).reduce(UInt32(0)) { bits, _ in bits << 8 | UInt32(number(1...255)) })
    }

    /// A text of words in ASCII, of `count` characters or a few more.
    public mutating func text(_ count: Int) -> String {
        var words: [String] = []
        var length = 0
        repeat {
            words.append(one(of: Self.words))
            length += words[words.count - 1].utf8.count + 1
        } while length <= count
        return words.joined(separator: " ")
    }

    /// A word of that many letters.
    public mutating func word(_ length: ClosedRange<Int>) -> String {
        one(of: Self.words.filter { length.contains($0.utf8.count) })
    }

    /// A few words, at least one with a character of several bytes in UTF-8.
    public mutating func foreignText() -> String {
        shuffled([one(of: Self.words), one(of: Self.foreign)] + (coin() ? [one(of: Self.foreign)] : []))
            .joined(separator: " ")
    }

    private static let words = [
        "tea", "rain", "north", "ready", "bread", "seven", "lamp", "river", "open", "quiet", "green", "coffee", "stone",
        "late", "train", "harbour", "apple", "window", "moved", "left", "score", "eleven", "winter", "key", "plate",
        "blue", "salt", "moon", "paper", "violin", "desk", "orange", "cloud", "garden", "ticket", "sun", "forty",
        "honey",
        "bridge", "lemon", "queue", "island", "copper", "pencil", "snow", "rose", "turn", "hello", "yes", "ping",
        "south",
    ]
    private static let foreign = [
        "café", "crème", "naïve", "Zürich", "Ærø", "señor", "ça va", "λόγος", "日本", "10 €", "½ l",
    ]
}
