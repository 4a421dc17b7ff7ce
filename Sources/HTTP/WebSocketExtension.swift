/// One element of Sec-WebSocket-Extensions: a name and its parameters (RFC 6455 §9.1).
public struct WebSocketExtension: Hashable, Sendable {
    /// `name` or `name=value`; the value may have been quoted.
    public struct Parameter: Hashable, Sendable {
        /// The name as it stands there.
        public var name: String
        /// The value without quotes; nil if there is none.
        public var value: String?
    }

    /// The name as it stands there, as `permessage-deflate`.
    public var name: String
    /// The parameters in order.
    public var parameters: [Parameter]
    /// The element, as bytes of its head.
    public var range: Range<Int>
    /// What breaks the grammar; nil for a well-formed element.
    public var syntaxError: String?

    /// Reads the element of `bytes` at `range`, as far as it can be read.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.range = range
        let parts = split(bytes, range, at: UInt8(ascii: ";"))
        name = text(bytes[parts[0]])
        parameters = []
        if !name.isToken { syntaxError = "the name \(quoted(name)) is not a valid token" }
        for part in parts.dropFirst() {
            let equals = bytes[part].firstIndex(of: UInt8(ascii: "="))
            let name = text(bytes[trimmingLineSpace(bytes, part.lowerBound..<(equals ?? part.upperBound))])
            let value = equals.map { Self.unquoted(bytes[trimmingLineSpace(bytes, ($0 + 1)..<part.upperBound)]) }
            parameters.append(Parameter(name: name, value: value))
            if !name.isToken {
                syntaxError = syntaxError ?? "the parameter name \(quoted(name)) is not a valid token"
            } else if let value, !value.isToken {
                syntaxError = syntaxError ?? "the value \(quoted(value)) of \(name) is not a valid token"
            }
        }
    }

    /// The text of a value, or what stands between its quotation marks.
    private static func unquoted(_ bytes: ArraySlice<UInt8>) -> String {
        let quote = UInt8(ascii: "\"")
        guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return text(bytes) }
        var content: [UInt8] = []
        var isEscaped = false
        for byte in bytes.dropFirst().dropLast() {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
            } else {
                content.append(byte)
                isEscaped = false
            }
        }
        return text(content[...])
    }
}

extension WebSocketExtension.Parameter: CustomStringConvertible {
    /// `name` or `name=value`.
    public var description: String { value.map { "\(name)=\($0)" } ?? name }
}

extension WebSocketExtension: CustomStringConvertible {
    /// `name; parameter; parameter=value`.
    public var description: String {
        ([name] + parameters.map(\.description)).joined(separator: "; ")
    }
}

extension MessageHead {
    /// The extensions that this head offers or accepts, in order (RFC 6455 §9.1).
    public var webSocketExtensions: [WebSocketExtension] {
        elements("Sec-WebSocket-Extensions").map { WebSocketExtension(bytes, $0.range) }
    }
}
