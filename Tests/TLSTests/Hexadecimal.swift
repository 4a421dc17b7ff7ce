import TLS
import Wire

extension [UInt8] {
    /// The bytes that `text` stands for in hexadecimal, spaces left out; empty if it is none.
    init(hex text: some StringProtocol) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }
        let values = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard values.count == digits.count, digits.count % 2 == 0 else {
            self = []
            return
        }
        self = stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }

    /// The bytes in hexadecimal.
    var hex: String {
        let digits = Array<Character>("0123456789abcdef")
        return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

extension HelloRandom {
    /// One that consists of the same byte throughout.
    static func repeating(_ byte: UInt8) -> HelloRandom? {
        HelloRandom([UInt8](repeating: byte, count: 32).rawSpan)
    }
}
