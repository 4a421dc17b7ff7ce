/// What an answered permessage-deflate settles for the session (RFC 7692 §7.1).
public struct PerMessageDeflateParameters: Hashable, Sendable {
    /// Whether the server begins each message with an empty window.
    public var serverNoContextTakeover: Bool
    /// Whether the client begins each message with an empty window.
    public var clientNoContextTakeover: Bool
    /// The base-2 logarithm of the server's window size: 8…15.
    public var serverMaxWindowBits: Int
    /// The base-2 logarithm of the client's window size: 8…15.
    public var clientMaxWindowBits: Int

    /// The parameters that `answer` names; what is missing or invalid has its default.
    init(answer: DeflateElement) {
        serverNoContextTakeover = answer.serverNoContextTakeover
        clientNoContextTakeover = answer.clientNoContextTakeover
        serverMaxWindowBits = answer.serverMaxWindowBits ?? 15
        clientMaxWindowBits = answer.clientMaxWindowBits ?? 15
    }
}

/// One permessage-deflate element of an offer or an answer, checked parameter by parameter (RFC 7692 §7.1).
public struct DeflateElement: Sendable {
    /// The extension's name.
    public static let name = "permessage-deflate"

    /// Whether server_no_context_takeover is named.
    public private(set) var serverNoContextTakeover = false
    /// Whether client_no_context_takeover is named.
    public private(set) var clientNoContextTakeover = false
    /// The value of server_max_window_bits, 8…15; nil if it is not named, or is wrong.
    public private(set) var serverMaxWindowBits: Int?
    /// The value of client_max_window_bits, 8…15; nil if it is not named, has none, or is wrong.
    public private(set) var clientMaxWindowBits: Int?
    /// Whether client_max_window_bits is named, with or without a value.
    public private(set) var namesClientMaxWindowBits = false
    /// What is wrong with the element itself; nil for a valid one.
    public private(set) var problem: String?

    /// Reads `element`, which is named permessage-deflate, as an offer or an answer.
    public init(_ element: WebSocketExtension, isOffer: Bool) {
        var seen: Set<String> = []
        problem = element.syntaxError
        for parameter in element.parameters {
            let name = parameter.name.lowercased()
            if !seen.insert(name).inserted { problem = problem ?? "\(quoted(name)) occurs twice" }
            switch name {
            case "server_no_context_takeover":
                serverNoContextTakeover = true
                rejectValue(of: parameter)
            case "client_no_context_takeover":
                clientNoContextTakeover = true
                rejectValue(of: parameter)
            case "server_max_window_bits":
                serverMaxWindowBits = windowBits(parameter)
            case "client_max_window_bits":
                namesClientMaxWindowBits = true
                // Only an offer may name it without a value (RFC 7692 §7.1.2.2).
                if parameter.value != nil || !isOffer { clientMaxWindowBits = windowBits(parameter) }
            default:
                problem = problem ?? "permessage-deflate has no parameter \(quoted(parameter.name))"
            }
        }
    }

    /// What is wrong with this valid answer to `offer`; nil if it accepts the offer.
    func conflict(with offer: DeflateElement) -> String? {
        if offer.serverNoContextTakeover, !serverNoContextTakeover {
            return "it leaves out server_no_context_takeover, which the client asked for"
        }
        if let asked = offer.serverMaxWindowBits {
            guard let answered = serverMaxWindowBits else {
                return "it leaves out server_max_window_bits, which the client limited to \(asked)"
            }
            if answered > asked {
                return "server_max_window_bits=\(answered) is more than the \(asked) that the client asked for"
            }
        }
        if namesClientMaxWindowBits, !offer.namesClientMaxWindowBits {
            return "it sets client_max_window_bits, for which the client announced no support"
        }
        return nil
    }

    private mutating func rejectValue(of parameter: WebSocketExtension.Parameter) {
        guard let value = parameter.value else { return }
        problem = problem ?? "\(parameter.name) takes no value, but has \(quoted(value))"
    }

    private mutating func windowBits(_ parameter: WebSocketExtension.Parameter) -> Int? {
        // Decimal, without leading zeros (RFC 7692 §7.1.2.1).
        if let value = parameter.value, let bits = Int(value), (8...15).contains(bits), String(bits) == value {
            return bits
        }
        let observed = parameter.value.map { "is \(quoted($0))" } ?? "has no value"
        problem = problem ?? "\(parameter.name) \(observed); it takes a number from 8 to 15"
        return nil
    }
}
