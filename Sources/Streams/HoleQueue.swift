/// The directions that wait for missing bytes, roughly in the order in which their holes appeared.
struct HoleQueue: Sendable {
    struct Hole: Sendable {
        var slot: Int
        var direction: FlowDirection
        /// The flow's number: the slot may have gone to another flow meanwhile.
        var number: Int
        var since: Int64
    }

    private var holes: ContiguousArray<Hole> = []
    private var head = 0

    @inline(__always)
    var isEmpty: Bool { head == holes.count }
    var first: Hole? { isEmpty ? nil : holes[head] }

    mutating func append(_ hole: Hole) { holes.append(hole) }

    mutating func removeFirst() {
        head += 1
        if head == holes.count {
            holes.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head * 2 >= holes.count {
            holes.removeSubrange(..<head)
            head = 0
        }
    }
}
