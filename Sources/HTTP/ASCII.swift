// Character classes of RFC 9110 §5.6, by byte: heads are bytes before they are text.

extension UInt8 {
    static var horizontalTab: UInt8 { 0x09 }
    static var lineFeed: UInt8 { 0x0a }
    static var carriageReturn: UInt8 { 0x0d }
    static var space: UInt8 { 0x20 }

    /// Whether it may stand in a token (RFC 9110 §5.6.2).
    var isTokenCharacter: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: true
        default: false
        }
    }

    /// Whether it is a space or a horizontal tab.
    var isBlank: Bool { self == .space || self == .horizontalTab }

    /// Whether it is a control character other than a horizontal tab: it has no place in a line.
    var isForbiddenControl: Bool { self < 0x20 && self != .horizontalTab || self == 0x7f }

    /// Its value as a decimal digit.
    var decimalDigit: Int? { (0x30...0x39).contains(self) ? Int(self - 0x30) : nil }

    /// Its value as a hexadecimal digit.
    var hexDigit: Int? {
        switch self {
        case 0x30...0x39: Int(self - 0x30)
        case 0x41...0x46: Int(self - 0x41 + 10)
        case 0x61...0x66: Int(self - 0x61 + 10)
        default: nil
        }
    }

    /// The small letter of a capital one, ASCII only.
    var lowercased: UInt8 { (0x41...0x5a).contains(self) ? self | 0x20 : self }
}

extension StringProtocol {
    /// Whether both are the same but for the case of ASCII letters.
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        // Most names differ in their lengths, those of strings are known, and most others are written as they are here.
        guard utf8.count == other.utf8.count else { return false }
        return self == other || utf8.elementsEqual(other.utf8) { $0.lowercased == $1.lowercased }
    }

    /// Whether it is a token (RFC 9110 §5.6.2).
    var isToken: Bool { !utf8.isEmpty && utf8.allSatisfy(\.isTokenCharacter) }
}

/// The bytes as text: UTF-8 if they are that, otherwise a character a byte (RFC 9110 §5.5).
func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self)
        ?? String(String.UnicodeScalarView(bytes.lazy.map { Unicode.Scalar($0) }))
}

/// `text` in quotation marks, cut after 100 characters: for details, which are to stay readable.
package func quoted(_ text: some StringProtocol) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > 100 else { return "\"\(text)\"" }
    return "\"\(String(String.UnicodeScalarView(scalars.prefix(100))))…\""
}
