import Capture

/// What the capturing system is known to have lost, as far back as a gap may reach that is told now.
struct LossLedger {
    /// So many places are kept, the latest ones.
    private static let limit = 256
    private var drops: [PacketDrops] = []

    /// Takes in that packets were lost before one that comes now.
    mutating func add(_ drops: PacketDrops) {
        if self.drops.count == Self.limit { self.drops.removeFirst(Self.limit / 2) }
        self.drops.append(drops)
    }

    /// That packets were lost after packet `before` and up to packet `after`, as a sentence with a blank before it; empty
    /// where nothing of it is known.
    func sentence(after before: Int?, upTo after: Int) -> String {
        let count = drops.reduce(0) { sum, drops in
            drops.packet > before ?? 0 && drops.packet <= after ? sum + drops.count : sum
        }
        guard count > 0 else { return "" }
        return " Around there, \(Quantity.count(count, "packet")) \(count == 1 ? "is" : "are") known to be missing."
    }
}
