import Wire

/// Why packets were skipped, in words: the summary's codes are for programs.
enum SkipWords {
    /// The phrase for a cause, as `not TCP`; a cause of another kind stays as it is.
    static func phrase(_ cause: String) -> String {
        if let whole = wholes[cause] { return whole }
        for (prefix, phrase) in parts where cause.hasPrefix(prefix) {
            return phrase(String(cause.dropFirst(prefix.count)))
        }
        return cause
    }

    private static let wholes = [
        "not-ip": "not IP", "not-tcp": "not TCP", "ipv4-fragment": "IPv4 fragments that are not complete",
        "ipv6-fragment": "IPv6 fragments that are not complete", "wlan-fragment": "fragments of Wi-Fi frames",
        "too-many-headers": "too many headers in each other",
    ]

    private static let parts: [(prefix: String, phrase: @Sendable (String) -> String)] = [
        (
            "link-type-",
            { number in
                let name = UInt16(number).flatMap { LinkType(rawValue: $0).name }
                return "link type \(number)" + (name.map { ", \($0)" } ?? "")
            }
        ),
        ("truncated-", { "cut off inside the \(layer($0)) header" }),
        ("malformed-", { "with a malformed \(layer($0)) header" }),
        ("encrypted-", { "encrypted after the \(layer($0)) header" }),
        ("damaged-", { "damaged, as the \(layer($0)) header says" }),
    ]

    /// The layer's name: those of a few letters are abbreviations.
    private static func layer(_ code: String) -> String {
        switch code {
        case "ethernet": "Ethernet"
        case "ipv4": "IPv4"
        case "ipv6": "IPv6"
        case "wlan", "wlan-aggregate": "Wi-Fi"
        case "pppoe": "PPPoE"
        default: code.count <= 4 && !code.contains("-") ? code.uppercased() : code
        }
    }
}
