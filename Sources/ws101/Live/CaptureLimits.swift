import ArgumentParser

/// The bounds of what a capture can be asked for.
enum CaptureLimits {
    /// So much is kept of a packet at most: what libpcap takes.
    static let snapLength = 1...262_144
    /// The kernel's buffer: from what holds a packet to what the kernel can count.
    static let buffer = 1 << 18...1 << 30
    /// A year, in seconds.
    static let duration = 31_536_000.0

    /// Checks numbers.
    ///
    /// - Throws: `ValidationError` for the first one that is out of bounds: it names the bounds.
    static func check(count: Int?, duration: Double?, snapLength: Int, buffer: ByteSize) throws {
        if let count, count < 1 { throw ValidationError("'--count \(count)': at least 1 packet.") }
        if let duration, !(duration > 0 && duration <= Self.duration) {
            throw ValidationError("'--duration \(duration)': more than 0 seconds, at most a year (31536000).")
        }
        guard Self.snapLength ~= snapLength else {
            throw ValidationError("'--snaplen \(snapLength)': 1 to 262144 bytes.")
        }
        guard Self.buffer ~= buffer.bytes else {
            throw ValidationError("'--buffer-size \(buffer.bytes)': 256KB (262144) to 1GB (1073741824).")
        }
    }

    /// Checks the values of an option that takes names.
    ///
    /// - Throws: `ValidationError` for an empty one.
    static func check(names: [String], of option: String) throws {
        if names.contains("") { throw ValidationError("'\(option)': the name is empty.") }
    }
}
