import Diagram
import HTTP
import Wire

/// A request and a response, whole and in pieces, through everything that reads and judges them.
///
/// Input: a seed for the cuts, then the bytes of a request and, behind its empty line, those of a response and its body.
func checkHeads(_ bytes: [UInt8]) throws(BrokenPromise) {
    var input = Input(bytes)
    let seed = input.byte()
    let stream = input.rest()
    let (requestBytes, requestEnd) = try collect(.request, stream, seed)
    // Any bytes may be parsed, collected or not.
    let request = try? RequestHead(parsing: requestBytes ?? stream)
    let rest = Array(stream[(requestEnd ?? 0)...])
    let (responseBytes, responseEnd) = try collect(.response, rest, seed)
    let response = try? ResponseHead(parsing: responseBytes ?? rest)
    if let request { try check(request, requestBytes ?? stream) }
    if let response { try check(response, responseBytes ?? rest) }
    if let request {
        let handshake = UpgradeHandshake(request: request, response: response)
        try check(handshake)
        try skip(BodyFraming(of: request), rest, seed)
    }
    if let response {
        let body = Array(rest[(responseEnd ?? 0)...])
        try skip(BodyFraming(of: response, toMethod: request?.method ?? "GET"), body, seed)
    }
}

/// A head's bytes and where it ends; nil if there is none.
private func collect(
    _ kind: HeadCollector.Kind, _ bytes: [UInt8], _ seed: UInt8
) throws(BrokenPromise) -> (head: [UInt8]?, end: Int?) {
    // A limit that inputs reach.
    var whole = HeadCollector(kind, limit: 2000)
    let outcome = whole.feed(bytes.rawSpan)
    var cut = HeadCollector(kind, limit: 2000)
    var cutter = Cutter(seed: seed)
    var last = HeadCollector.Progress.more
    var end: Int?
    for piece in cutter.pieces(of: bytes.count) {
        last = cut.feed(bytes.rawSpan.extracting(piece))
        if case .complete(let consumed) = last { end = piece.lowerBound + consumed }
        guard last == .more else { break }
    }
    switch (outcome, last) {
    case (.complete(let consumed), .complete):
        try expect(consumed == end, "a head of \(consumed) bytes has \(end ?? -1) in pieces")
    default: try expect(outcome == last, "\(outcome) at once is \(last) in pieces")
    }
    try expect(whole.bytes == cut.bytes, "the head differs in pieces")
    guard end != nil else { return (nil, nil) }
    return (whole.take(), end)
}

private func check(_ head: some MessageHead, _ bytes: [UInt8]) throws(BrokenPromise) {
    try expect(bytes.starts(with: head.bytes), "the head holds bytes that are not its own")
    for field in head.fields {
        try expect(
            field.line.upperBound <= head.bytes.count && field.line.contains(range: field.nameRange)
                && field.line.contains(range: field.valueRange), "\(field.name) stands at \(field.line)")
        _ = head.elements(field.name)
    }
    for defect in head.defects {
        try expect(defect.line.upperBound <= head.bytes.count, "\(defect.detail) stands at \(defect.line)")
    }
    try expect(head.defects.count <= 64, "\(head.defects.count) defects are told one by one")
}

private func check(_ handshake: UpgradeHandshake) throws(BrokenPromise) {
    let server = Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 80)
    for defect in handshake.defects(server: server) {
        switch defect.place {
        case .request(let range):
            try expect(range.upperBound <= handshake.request.bytes.count, "\(defect.rule) stands at \(range)")
        case .response(let range):
            try expect(range.upperBound <= handshake.response?.bytes.count ?? 0, "\(defect.rule) stands at \(range)")
        }
        try expect(!defect.detail.isEmpty, "\(defect.rule) without a word")
        try checkText(Printable.sentence(defect.detail), "the detail of \(defect.rule)")
    }
    try checkText(Printable.escaped(handshake.uri(server: server)), "the URI")
    _ = handshake.perMessageDeflate
    _ = handshake.offeredExtensions
    _ = UpgradeHandshake.isUpgradeAttempt(handshake.request)
    _ = handshake.keyBytes
    if let computation = handshake.acceptComputation {
        try expect(computation.accept.utf8.count == 28, "the accept has \(computation.accept.utf8.count) characters")
    }
}

/// Passes over a body at once and in pieces.
private func skip(_ framing: BodyFraming, _ bytes: [UInt8], _ seed: UInt8) throws(BrokenPromise) {
    var whole = BodySkipper(framing)
    let outcome = whole.feed(bytes.rawSpan)
    var cut = BodySkipper(framing)
    var cutter = Cutter(seed: seed)
    // A body without bytes ends before the first one.
    var last = cut.feed(bytes.rawSpan.extracting(first: 0))
    var end = 0
    for piece in cutter.pieces(of: bytes.count) {
        guard last == .more else { break }
        last = cut.feed(bytes.rawSpan.extracting(piece))
        if case .complete(let consumed) = last { end = piece.lowerBound + consumed }
    }
    switch (outcome, last) {
    case (.complete(let consumed), .complete):
        try expect(consumed == end, "a body of \(consumed) bytes has \(end) in pieces")
    default: try expect(outcome == last, "\(outcome) at once is \(last) in pieces")
    }
}

extension Range<Int> {
    /// Whether the other range lies in this one.
    fileprivate func contains(range: Range<Int>) -> Bool {
        range.lowerBound >= lowerBound && range.upperBound <= upperBound
    }
}
