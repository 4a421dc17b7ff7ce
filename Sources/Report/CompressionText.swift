import Dissection

/// What compression did for a session, in words.
enum CompressionText {
    /// A sentence for each side that compressed, and what it saved in all; nil without compressed messages.
    static func sentences(_ totals: SessionTotals) -> String? {
        let sides = [("client", totals.clientCompression), ("server", totals.serverCompression)]
            .filter { $0.1.messages > 0 }
        guard !sides.isEmpty else { return nil }
        let sentences = sides.map { name, totals in
            "The \(name)'s \(Quantity.count(totals.messages, "compressed message")) came to "
                + "\(Quantity.count(totals.wireLength)) of \(Quantity.count(totals.length, "byte")) "
                + "(\(Quantity.percent(totals.wireLength, of: totals.length)))."
        }
        let wireLength = sides.reduce(0) { $0 + $1.1.wireLength }
        let length = sides.reduce(0) { $0 + $1.1.length }
        let difference =
            wireLength <= length
            ? "It saved \(Quantity.bytes(length - wireLength))."
            : "It made them \(Quantity.bytes(wireLength - length)) longer."
        return (sentences + [difference]).joined(separator: " ")
    }
}
