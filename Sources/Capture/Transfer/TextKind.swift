/// What a text that was given as a capture looks like.
struct TextKind {
    /// What it is.
    let name: String
    /// What to do with it; nil where there is nothing but to give a capture.
    let advice: String?

    private static let binary = "Let it write the packets themselves: "

    /// The kind of text that begins with `start`; nil when that has bytes that no text has.
    init?(_ start: [UInt8]) {
        guard start.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || (0x09...0x0d).contains($0) || $0 == 0x1b }) else {
            return nil
        }
        let mark = start.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        let text = String(decoding: start.dropFirst(mark), as: UTF8.self).drop(while: \.isWhitespace)
        let found = Self.structured(text) ?? Self.encoded(text) ?? Self.printed(text)
        name = found?.name ?? "text"
        advice = found?.advice
    }

    /// Markup and the like.
    private static func structured(_ text: Substring) -> (name: String, advice: String?)? {
        let words = text.lowercased()
        if words.hasPrefix("<!doctype html") || words.hasPrefix("<html") { return ("an HTML page", nil) }
        if words.hasPrefix("<"), words.contains("<pdml") || words.contains("<psml") {
            return ("packets that were exported as XML", binary + "tshark -w FILE, or File, Save As in Wireshark.")
        }
        if words.hasPrefix("<") { return ("XML", nil) }
        guard words.hasPrefix("{") || words.hasPrefix("[") else { return nil }
        let start = words.filter { !$0.isWhitespace }
        if start.hasPrefix("{\"log\":{"), start.contains("\"version\"") || start.contains("\"creator\"") {
            return (
                "a HAR file, as browsers' developer tools save it: it has requests and messages, but no packets",
                "Capture the packets while the page runs (sudo ws101 capture, or tcpdump -w FILE), with a key log for wss://: "
                    + "ws101 explain keylog."
            )
        }
        if start.hasPrefix("{\"constants\":{") {
            return (
                "a net log of Chromium: it has events, but no packets", "Capture the packets instead: tcpdump -w FILE"
            )
        }
        if start.contains("\"_index\":\"packets-") || start.contains("\"layers\":{") {
            return ("packets that were exported as JSON", binary + "tshark -w FILE, or File, Save As in Wireshark.")
        }
        return ("JSON", nil)
    }

    /// A capture in other letters.
    private static func encoded(_ text: Substring) -> (name: String, advice: String?)? {
        if ["1MOyoQ", "obLD1A", "TTyyoQ", "obI8TQ", "Cg0NC"].contains(where: text.hasPrefix) {
            return ("a capture in base64", "Decode it: base64 -d FILE | ws101 inspect -")
        }
        let line = text.prefix { !$0.isNewline }.lowercased()
        let words = line.split { $0 == " " || $0 == "\t" || $0 == ":" }
        let magics = ["d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "0a0d0d0a"]
        if magics.contains(where: line.filter({ $0 != " " }).hasPrefix) {
            return ("a capture as a hex dump", "Convert it back: xxd -r -p FILE | ws101 inspect -")
        }
        // An offset first, as xxd, hexdump and od write it.
        if let offset = words.first, offset.count >= 6, offset.allSatisfy({ $0 == "0" }) {
            let digits = words.dropFirst().joined()
            if (magics + ["c3d4a1b2", "b2a1d4c3", "0d0a0a0d"]).contains(where: digits.hasPrefix) {
                return ("a capture as a hex dump", "Convert it back: xxd -r FILE | ws101 inspect -, if xxd wrote it.")
            }
            return ("a hex dump", "text2pcap may turn it into a capture: text2pcap FILE NEW.pcapng")
        }
        return nil
    }

    /// What programs print of packets and keys.
    private static func printed(_ text: Substring) -> (name: String, advice: String?)? {
        let line = text.prefix { !$0.isNewline }
        let words = line.split(separator: " ")
        if ["CLIENT_RANDOM ", "CLIENT_HANDSHAKE_TRAFFIC_SECRET ", "SERVER_HANDSHAKE_TRAFFIC_SECRET ", "RSA "]
            .contains(where: line.hasPrefix) || line.hasPrefix("# SSL/TLS secrets")
        {
            return ("a TLS key log", "Give it together with the capture: ws101 inspect CAPTURE --keylog FILE")
        }
        if line.hasPrefix("tcpdump: ") || line.hasPrefix("reading from file ") || isClock(words.first) {
            return ("what tcpdump prints, not what it captured", binary + "tcpdump -w FILE, or -w - for a pipe.")
        }
        let columns = words.map { $0.trimming("\"") }
        if columns.starts(with: ["No.", "Time", "Source"]) || line.hasPrefix("\"No.\",\"Time\",\"Source\"")
            || words.first == "Frame" && line.contains(" bytes on wire")
        {
            return (
                "packets that Wireshark exported as text",
                "Open the capture in Wireshark again and use File, Save As, or Export Specified Packets, as pcapng."
            )
        }
        if words.count > 5, Int(words[0]) != nil, Double(words[1]) != nil, words.contains("→") || words.contains("->") {
            return ("what tshark prints, not what it captured", binary + "tshark -w FILE, or -w - for a pipe.")
        }
        return nil
    }

    /// Whether it is a time of day as tcpdump prints it: `12:34:56.789012`.
    private static func isClock(_ word: Substring?) -> Bool {
        guard let word, word.utf8.count == 15 else { return false }
        return zip(word, "00:00:00.000000").allSatisfy { $1 == "0" ? $0.isNumber : $0 == $1 }
    }
}

extension Substring {
    fileprivate func trimming(_ character: Character) -> Substring {
        var rest = self
        while rest.first == character { rest = rest.dropFirst() }
        while rest.last == character { rest = rest.dropLast() }
        return rest
    }
}
