#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Names the files that a capture is written to: one, or one after another.
///
/// Files that rotate are numbered and dated as dumpcap has it: `trace_00003_20261130142000.pcapng`, so that they sort in their order.
public struct RotatedFile: Sendable {
    /// The file's name, or what the names of rotated files are made of.
    public var path: String
    /// After how many bytes another file begins; nil: never.
    public var size: Int?
    /// After how many seconds another file begins; nil: never.
    public var seconds: Double?
    /// How many files are kept, the newest ones; nil: all.
    public var keep: Int?

    /// One file, which does not rotate.
    public init(_ path: String) { self.path = path }

    /// The folder that the files are in.
    public var folder: String { systemFolder(of: path) }

    /// Whether there is more than one file.
    public var rotates: Bool { size != nil || seconds != nil }

    /// The name of file `number`, from 1, that begins at `time`, in seconds since 1970.
    func name(_ number: Int, at time: Int) -> String {
        guard rotates else { return path }
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        // A dot at the very beginning hides a file, and ends no name.
        let dot = path[slash...].dropFirst().lastIndex(of: ".") ?? path.endIndex
        let digits = String(number)
        let counter = String(repeating: "0", count: max(5 - digits.count, 0)) + digits
        let ending = dot == path.endIndex ? ".pcapng" : String(path[dot...])
        return "\(path[..<dot])_\(counter)_\(Self.stamp(time))\(ending)"
    }

    /// The local time as `20261130142000`.
    public static func stamp(_ time: Int) -> String {
        var time = time_t(time)
        var parts = unsafe tm()
        // Both outlive the call, which fills the parts.
        guard unsafe localtime_r(&time, &parts) != nil else { return String(time) }
        let fields = unsafe [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
        return fields.reduce(unsafe String(parts.tm_year + 1900)) { $0 + ($1 < 10 ? "0\($1)" : "\($1)") }
    }
}
