/// Makes what follows a computed number agree with it.
enum Agreement {
    // What lessons count.
    private static let nouns: Set<String> = [
        "bits", "bytes", "characters", "clients", "codes", "columns", "connections", "digits", "exercises",
        "extensions",
        "fields", "findings", "frames", "headers", "letters", "lines", "messages", "milliseconds", "minutes", "options",
        "packets", "parts", "payloads", "pieces", "pings", "pongs", "records", "requests", "responses",
        "retransmissions",
        "rows", "seconds", "segments", "servers", "sessions", "states", "subprotocols", "words",
    ]
    // What may stand between a number and its noun.
    private static let adjectives: Set<String> = [
        "binary", "control", "data", "fewer", "further", "masked", "more", "other", "payload", "text", "unmasked",
        "whole",
    ]

    /// The text as it follows the number 1: `bytes` becomes `byte`.
    static func afterOne(_ text: String) -> String {
        guard text.first == " " else { return text }
        var start = text.startIndex
        while start < text.endIndex, text[start] == " " {
            start = text.index(after: start)
            let end = text[start...].firstIndex { !$0.isLetter } ?? text.endIndex
            let word = text[start..<end].lowercased()
            if nouns.contains(word) { return String(text[..<text.index(before: end)] + text[end...]) }
            guard adjectives.contains(word) else { break }
            start = end
        }
        return text
    }
}
