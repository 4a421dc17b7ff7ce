/// What is wrong with a filter, and where, as far as that can be told.
struct FilterFault {
    /// What is wrong, without a full stop.
    var problem: String
    /// Where, in characters from 1; nil where libpcap does not say.
    var column: Int?

    /// Reads libpcap's message for `expression`.
    init(_ expression: String, _ message: String) {
        problem = message
        // libpcap says no more of a syntax error than that it is one.
        if message.hasSuffix("syntax error") {
            problem = "syntax error"
            var open: [Int] = []
            for (index, character) in expression.enumerated() {
                if character == "(" { open.append(index) }
                if character == ")", open.popLast() == nil {
                    (problem, column) = ("this parenthesis was never opened", index + 1)
                    return
                }
            }
            if let last = open.last { (problem, column) = ("this parenthesis is never closed", last + 1) }
            return
        }
        // libpcap names what it objects to: `unknown host 'nowhere'`, `illegal port number 99999 > 65535`.
        let words = message.split { $0 == " " || $0 == "'" || $0 == "\"" }.filter { $0.count > 1 }
        for word in words.reversed() {
            let places = expression.ranges(of: word).filter { range in
                let before = expression[..<range.lowerBound].last
                let after = expression[range.upperBound...].first
                return !(before.map(Self.isWordCharacter) ?? false) && !(after.map(Self.isWordCharacter) ?? false)
            }
            guard places.count == 1, let place = places.first, !Self.commonWords.contains(String(word)) else {
                continue
            }
            column = expression.distance(from: expression.startIndex, to: place.lowerBound) + 1
            return
        }
    }

    // Words of the language, which a message may hold without meaning that place.
    private static let commonWords: Set<String> = [
        "host", "port", "net", "proto", "tcp", "udp", "ip", "ip6", "ether", "link", "and", "or", "not", "vlan", "in",
        "for", "is", "must",
    ]

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "._:-".contains(character)
    }
}
