// Numbers as text. The digits of every number below 100, and every byte in hex, stand in a table: half the divisions.

extension ByteWriter {
    /// Writes a number in decimal.
    @inlinable
    public mutating func append(decimal value: UInt64) {
        if value < 10 { return append(UInt8(truncatingIfNeeded: value) | 0x30) }
        let digits = Self.decimalDigits(of: value)
        let end = unsafe place(for: digits) + digits
        written &+= digits
        unsafe Self.put(value, digits: digits, before: end)
    }

    /// Writes a number in decimal, with a minus sign if it is negative.
    @inlinable
    public mutating func append(decimal value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(decimal: UInt64(value.magnitude))
    }

    /// Writes the last `digits` (1…20) decimal digits of a number, with zeros in front.
    @inlinable
    public mutating func append(decimal value: UInt64, digits: Int) {
        precondition(digits >= 1 && digits <= 20)
        let end = unsafe place(for: digits) + digits
        written &+= digits
        unsafe Self.put(value, digits: digits, before: end)
    }

    /// Writes 32 bits as eight digits of lower-case hex.
    @inlinable
    public mutating func append(hex bits: UInt32) {
        for shift: UInt32 in [24, 16, 8, 0] { append(hex: UInt8(truncatingIfNeeded: bits &>> shift)) }
    }

    /// Writes a byte as two digits of lower-case hex.
    @inlinable @inline(__always)
    public mutating func append(hex byte: UInt8) {
        append(Self.hexDigit(byte &>> 4))
        append(Self.hexDigit(byte & 0xf))
    }

    /// The lower-case hex digit of a number from 0 to 15.
    @inlinable @inline(__always)
    public static func hexDigit(_ value: UInt8) -> UInt8 { value &+ (value < 10 ? 0x30 : 0x61 &- 10) }

    /// How many decimal digits a number has: 1…20.
    @inlinable @inline(__always)
    public static func decimalDigits(of value: UInt64) -> Int {
        var (digits, limit) = (1, UInt64(10))
        while value >= limit {
            digits &+= 1
            if digits == 20 { break }
            limit &*= 10
        }
        return digits
    }

    /// Puts the last `digits` decimal digits of a number in front of `end`, two at a time.
    @inlinable @inline(__always)
    static func put(_ value: UInt64, digits: Int, before end: UnsafeMutablePointer<UInt8>) {
        let pairs: StaticString = """
            0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
            5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
            """
        var (rest, left) = (value, digits)
        var at = unsafe end
        // The caller has made sure of `digits` bytes in front of `end`; a pair is below 100, the table holds 100 of them.
        while left >= 2 {
            let (higher, pair) = rest.quotientAndRemainder(dividingBy: 100)
            unsafe at -= 2
            unsafe at.update(from: pairs.utf8Start + Int(truncatingIfNeeded: pair &* 2), count: 2)
            rest = higher
            left &-= 2
        }
        if left == 1 { unsafe at[-1] = UInt8(truncatingIfNeeded: rest % 10) | 0x30 }
    }
}

extension ByteWriter {
    /// Writes bytes in base64, with padding (RFC 4648 §4).
    public mutating func append(base64 bytes: RawSpan) {
        var at = 0
        while at &+ 3 <= bytes.byteCount {
            let bits =
                UInt32(bytes.byte(at: at)) &<< 16 | UInt32(bytes.byte(at: at &+ 1)) &<< 8
                | UInt32(bytes.byte(at: at &+ 2))
            append(base64: bits, letters: 4)
            at &+= 3
        }
        let left = bytes.byteCount - at
        guard left > 0 else { return }
        let bits = UInt32(bytes.byte(at: at)) &<< 16 | (left == 2 ? UInt32(bytes.byte(at: at + 1)) &<< 8 : 0)
        append(base64: bits, letters: left + 1)
        append(left == 2 ? "=" : "==")
    }

    /// Writes the first letters of a group of 24 bits.
    @inline(__always)
    private mutating func append(base64 bits: UInt32, letters: Int) {
        let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for letter in 0..<letters {
            let index = bits &>> UInt32(truncatingIfNeeded: 18 &- 6 &* letter) & 63
            // Six bits: the alphabet has 64 letters.
            append(unsafe alphabet.utf8Start[Int(truncatingIfNeeded: index)])
        }
    }
}
