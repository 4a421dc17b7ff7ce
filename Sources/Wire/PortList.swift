/// Some of the TCP ports: single ones and ranges.
///
/// Empty, it stands for no port; where it chooses, its user says what that means.
public struct PortList: Hashable, Sendable {
    /// The ranges in ascending order, none of which touches the next.
    public let ranges: [ClosedRange<UInt16>]

    /// The ports of these ranges, in any order; what overlaps or touches becomes one range.
    public init(_ ranges: some Sequence<ClosedRange<UInt16>>) {
        var joined: [ClosedRange<UInt16>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound == 0 || last.upperBound >= range.lowerBound - 1 {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        self.ranges = joined
    }

    /// Reads `3000,8080,9000-9100`: ports from 1 to 65535 and ranges of them, commas between; nil for anything else.
    public init?(_ text: String) {
        var ranges: [ClosedRange<UInt16>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Self.port($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last
            else { return nil }
            ranges.append(first...last)
        }
        self.init(ranges)
    }

    private static func port(_ text: Substring) -> UInt16? {
        let digits = text.drop { $0 == " " }
        guard digits.first?.isNumber == true, let port = UInt16(digits), port > 0 else { return nil }
        return port
    }

    /// Whether there are none.
    @inlinable
    public var isEmpty: Bool { ranges.isEmpty }

    /// Whether `port` is one of them.
    public func contains(_ port: UInt16) -> Bool {
        // Few people list more than a handful.
        for range in ranges where range.contains(port) { return true }
        return false
    }
}

extension PortList: ExpressibleByArrayLiteral {
    /// Single ports.
    public init(arrayLiteral ports: UInt16...) { self.init(ports.map { $0...$0 }) }
}

extension PortList: CustomStringConvertible {
    /// `3000, 8080, 9000-9100`.
    public var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ", ")
    }
}
