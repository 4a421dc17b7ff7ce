/// What a harness found wrong with the program: a promise that does not hold for some input.
public struct BrokenPromise: Error, Hashable, Sendable {
    /// The promise and the observed values.
    public var text: String
}

/// Something that is fed any bytes, and checks what must hold whatever they are.
public struct Harness: Sendable {
    /// Its name, and that of the folder with what it has found.
    public let name: String
    /// Runs it on one input; a crash is a find, too.
    ///
    /// - Throws: `BrokenPromise`.
    public let run: @Sendable ([UInt8]) throws(BrokenPromise) -> Void

    /// All of them.
    public static let all: [Harness] = [
        Harness(name: "capture", run: checkCapture),
        Harness(name: "packet", run: checkPacket),
        Harness(name: "connection", run: checkConnection),
        Harness(name: "flows", run: checkFlows),
        Harness(name: "heads", run: checkHeads),
        Harness(name: "frames", run: checkFrames),
        Harness(name: "inflating", run: checkInflating),
        Harness(name: "session", run: checkSession),
        Harness(name: "keylog", run: checkKeyLog),
        Harness(name: "protection", run: checkProtection),
        Harness(name: "handshake", run: checkHandshake),
        Harness(name: "records", run: checkRecords),
    ]

    /// The one with that name.
    public static func named(_ name: String) -> Harness? { all.first { $0.name == name } }
}

/// Says that a promise is broken unless `condition` holds.
@inline(__always)
func expect(_ condition: Bool, _ text: @autoclosure () -> String) throws(BrokenPromise) {
    guard condition else { throw BrokenPromise(text: text()) }
}
