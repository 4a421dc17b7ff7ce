import Dissection
import Query
import Wire

/// What is said about a number that nothing goes by.
enum Absence {
    /// The things of a kind that a number, or a session's and a number, name.
    static func candidates(_ kind: Item.Kind, _ numbers: [Int], in recording: Recording) -> [Item] {
        guard let number = numbers.last else { return [] }
        return recording.items(kind).filter {
            $0.number == number && (numbers.count == 1 || $0.session == numbers[0])
        }
    }

    /// Why there are no candidates: what there is instead.
    static func remark(_ kind: Item.Kind, _ numbers: [Int], in recording: Recording) -> String {
        let noun = Checker.noun(kind)
        let number = numbers.last ?? 0
        if numbers.count == 2, recording.session(numbers[0]) == nil {
            return "There is no session \(numbers[0]) in this recording."
        }
        if kind == .segment, let packet = candidates(.packet, numbers, in: recording).first,
            case .segment(let segment) = packet
        {
            return "Packet \(number) \(words(segment)): it carries no data."
        }
        let place = numbers.count == 2 ? "session \(numbers[0])" : "this recording"
        let known = recording.items(kind).filter { numbers.count == 1 || $0.session == numbers[0] }.map(\.number)
        guard let first = known.min(), let last = known.max() else { return "There is no \(noun) in \(place)." }
        let range = first == last ? "the only one is \(first)" : "they go from \(first) to \(last)"
        return "There is no \(noun) \(number) in \(place): \(range)."
    }

    // What a packet without data is: `is the server's SYN, ACK`.
    private static func words(_ segment: RecordedSegment) -> String {
        let names: [(TCPFlags, String)] = [(.rst, "RST"), (.syn, "SYN"), (.fin, "FIN"), (.ack, "ACK")]
        let flags = names.filter { segment.flags.contains($0.0) }.map(\.1)
        let kind = flags == ["ACK"] ? "bare ACK" : flags.joined(separator: ", ")
        switch segment.from {
        case .client: return "is the client's \(kind)"
        case .server: return "is the server's \(kind)"
        case nil: return "is of no session here"
        }
    }
}
