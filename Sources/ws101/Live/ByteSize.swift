import ArgumentParser

/// A number of bytes as people write it, as `4096`, `64MB`, `10 M` or `1GiB`.
///
/// All units count in powers of 1024.
struct ByteSize: ExpressibleByArgument, Hashable {
    /// How many bytes.
    let bytes: Int

    /// So many bytes.
    init(bytes: Int) { self.bytes = bytes }

    init?(argument: String) {
        let text = argument.lowercased().filter { $0 != " " }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number >= 0 else { return nil }
        let shift: Int
        switch text.dropFirst(digits.count) {
        case "", "b": shift = 0
        case "k", "kb", "kib": shift = 10
        case "m", "mb", "mib": shift = 20
        case "g", "gb", "gib": shift = 30
        default: return nil
        }
        guard number <= Int.max >> (shift + 1) else { return nil }
        bytes = number << shift
    }

    var defaultValueDescription: String {
        for (shift, unit) in [(30, "GB"), (20, "MB"), (10, "KB")] where bytes >= 1 << shift {
            return bytes & (1 << shift - 1) == 0 ? "\(bytes >> shift)\(unit)" : "\(bytes)"
        }
        return "\(bytes)"
    }
}
