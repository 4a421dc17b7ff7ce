import TLS
import Wire

/// A key log, whole and in pieces: both must tell the same.
///
/// Input: a seed for the cuts, then the key log.
func checkKeyLog(_ bytes: [UInt8]) throws(BrokenPromise) {
    var input = Input(bytes)
    let seed = input.byte()
    let log = input.rest()
    // A limit that inputs reach.
    var (table, reader) = (KeyTable(limit: 4), KeyLogReader())
    reader.read(log.rawSpan, into: &table)
    reader.finish(into: &table)
    var (pieces, cut) = (KeyTable(limit: 4), KeyLogReader())
    var cutter = Cutter(seed: seed)
    for piece in cutter.pieces(of: log.count) { cut.read(log.rawSpan.extracting(piece), into: &pieces) }
    cut.finish(into: &pieces)

    let report = reader.report
    try expect(report == cut.report, "\(report) is \(cut.report) in pieces")
    try expect(
        table.count == pieces.count && table.version == pieces.version,
        "\(table.count) connections are \(pieces.count) in pieces")
    try expect(table.count <= 8, "\(table.count) connections in a table for 4")
    try expect(table.version <= report.secrets, "\(report.secrets) secrets made \(table.version) changes")
    try expect(report.connections <= report.secrets, "\(report.connections) connections of \(report.secrets) secrets")
    try expect(
        (report.firstProblem == nil) == (report.malformedLines == 0)
            && (report.firstUnknownLabel == nil) == (report.unknownLabels == 0), "\(report)")
    try expect((report.firstUnknownLabel?.utf8.count ?? 0) <= 64, "a label of more than 64 bytes")
    if let problem = report.firstProblem { try checkText(problem.description, "what is wrong with a line") }
}

/// Records under every kind of keys: whatever their bytes, none opens, and nothing lies outside of them.
///
/// Input: the number of a suite, whether to encrypt before the MAC, a version, then a record.
func checkProtection(_ bytes: [UInt8]) throws(BrokenPromise) {
    var input = Input(bytes)
    let suite = CipherSuite(rawValue: protectedSuites[Int(input.byte()) % protectedSuites.count])
    let options = input.byte()
    let sequence = UInt64(input.uint32()) << 32 | UInt64(input.uint32())
    let record = input.rest()
    let random = HelloRandom([UInt8](repeating: 7, count: 32).rawSpan)
    let version = [ProtocolVersion.tls10, .tls11, .tls12][Int(options >> 1) % 3]
    var protections: [RecordProtection] = []
    for length in [32, 48] {
        let secret = Secret([UInt8](repeating: 7, count: length))
        if let protection = RecordProtection(suite: suite, trafficSecret: secret) { protections.append(protection) }
    }
    if let random,
        let pair = RecordProtection.pair(
            version: version, suite: suite, master: Secret([UInt8](repeating: 7, count: 48)), clientRandom: random,
            serverRandom: random, encryptThenMAC: options & 1 == 1)
    {
        protections += [pair.client, pair.server]
    }
    for index in protections.indices {
        protections[index].pass(record.rawSpan)
        let opened = protections[index].open(record.rawSpan, sequence: sequence)
        guard let opened else { continue }
        try expect(opened.count + opened.padding <= record.count, "\(opened.count) bytes of \(record.count)")
        let anatomy = protections[index].anatomy(of: record.rawSpan, sequence: sequence)
        try expect(anatomy.map { $0.tag.upperBound <= record.count } ?? true, "a tag outside of the record")
    }
}

private let protectedSuites: [UInt16] = [
    0x1301, 0x1302, 0x1303, 0x1304, 0x1305, 0xC02F, 0xC030, 0xCCA8, 0xC09C, 0xC0A0, 0x002F, 0x0035, 0x003C, 0xC028,
    0x0002, 0x00B1, 0x0005,
]
