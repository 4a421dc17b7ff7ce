/// Elements taken in the order in which they were appended, in constant time on average.
struct Queue<Element: Sendable>: Sendable {
    private var elements: ContiguousArray<Element> = []
    private var head = 0

    var first: Element? { head == elements.count ? nil : elements[head] }

    var count: Int { elements.count - head }

    /// Drops all elements for which `isUseless` holds; the order of the others stays.
    mutating func removeAll(where isUseless: (Element) -> Bool) {
        elements.removeSubrange(..<head)
        head = 0
        elements.removeAll(where: isUseless)
    }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func takeFirst() -> Element? {
        guard let element = first else { return nil }
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head * 2 >= elements.count {
            elements.removeSubrange(..<head)
            head = 0
        }
        return element
    }
}
