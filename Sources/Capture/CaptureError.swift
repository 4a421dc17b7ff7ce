/// Why a capture could not be opened or read on, where, and what to do.
public struct CaptureError: Error, Hashable, Sendable {
    /// The kinds of failure; each has its exit code.
    public enum Kind: Hashable, Sendable {
        /// The input is damaged, or no capture at all (exit code 65).
        case damaged
        /// The input cannot be opened (66).
        case cannotOpen
        /// Capturing is not possible on this system (69).
        case unavailable
        /// What was asked for cannot be written, as on a full disk (74).
        case cannotWrite
        /// No permission (77).
        case noPermission
        /// An argument is wrong: a filter that does not compile, an interface that does not exist (64).
        case usage

        /// The exit code of a command that fails for this reason, as in sysexits.h.
        public var exitCode: Int32 {
            switch self {
            case .usage: 64
            case .damaged: 65
            case .cannotOpen: 66
            case .unavailable: 69
            case .cannotWrite: 74
            case .noPermission: 77
            }
        }
    }

    /// Which kind of failure.
    public var kind: Kind
    /// The file or interface.
    public var file: String
    /// What is wrong, one sentence without a full stop.
    public var problem: String
    /// The number of the last packet that was read, if it went wrong behind one.
    public var packet: Int?
    /// The offset in the file at which it went wrong.
    public var offset: Int?
    /// What the user can do, if that is known.
    public var advice: String?
    /// Whether it is that an interface is not there, which may come, or come back.
    public var isAbsence = false
    /// What the offset does not count in, but in what it unpacks to: `gzip data`.
    public var packing: String?

    /// A failure with these parts.
    public init(
        _ kind: Kind, file: String, problem: String, packet: Int? = nil, offset: Int? = nil, advice: String? = nil,
        unpackedFrom packing: String? = nil
    ) {
        self.kind = kind
        self.file = file
        self.problem = problem
        self.packet = packet
        self.offset = offset
        self.advice = advice
        self.packing = packing
    }
}

extension CaptureError: CustomStringConvertible {
    /// `file: problem (behind packet 12, at byte 3456)`, without the advice.
    public var description: String {
        let what = packing.map { " of its unpacked \($0)" } ?? ""
        let places = [packet.map { "after packet \($0)" }, offset.map { "at byte \($0)\(what)" }].compactMap { $0 }
        return "\(file): \(problem)" + (places.isEmpty ? "" : " (\(places.joined(separator: ", ")))")
    }
}
