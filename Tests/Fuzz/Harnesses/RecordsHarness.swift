import TLS
import Wire

/// Both directions of a TLS connection, whole and in pieces: the same records must come of them, with the same fate.
///
/// Behind a hole, all that is asked for is an end.
///
/// Input: a seed for the cuts, the length of a key log in two bytes, the key log, then steps: a byte (bit 0 the direction,
/// bit 1 a hole), a length in two bytes and, unless it is a hole, so many bytes.
func checkRecords(_ bytes: [UInt8]) throws(BrokenPromise) {
    var input = Input(bytes)
    let seed = input.byte()
    let log = input.take(input.length())
    let (whole, pieces) = (RecordWalk(log), RecordWalk(log))
    var cutter = Cutter(seed: seed)
    var hasHole = false
    while !input.isEmpty {
        let kind = input.byte()
        let count = input.length()
        let direction = Int(kind & 1)
        if kind & 2 == 0 {
            let data = input.take(count)
            whole.receive(data.rawSpan, direction)
            for piece in cutter.pieces(of: data.count) {
                pieces.receive(data.rawSpan.extracting(piece), direction)
            }
        } else {
            hasHole = true
            whole.skip(count, direction)
            pieces.skip(count, direction)
        }
        try expect(whole.memory < 4 << 20 && pieces.memory < 4 << 20, "\(whole.memory) bytes are kept")
    }
    guard !hasHole else { return }
    try expect(whole.fates == pieces.fates, "\(whole.fates) is \(pieces.fates) in pieces")
}

extension Input {
    fileprivate mutating func length() -> Int {
        let high = Int(byte())
        return high << 8 | Int(byte())
    }
}

/// The records of a connection, and what became of each.
private final class RecordWalk {
    private(set) var fates: [String] = []
    private var assemblers: [2 of RecordAssembler] = [RecordAssembler(), RecordAssembler()]
    private let connection = TLSConnection(cache: ResumptionCache(), tellsAnatomy: true)
    private var keys = KeyTable(limit: 16)
    private var records = 0

    init(_ log: [UInt8]) {
        var reader = KeyLogReader()
        reader.read(log.rawSpan, into: &keys)
        reader.finish(into: &keys)
    }

    var memory: Int { connection.memory + assemblers[0].memory + assemblers[1].memory }

    func receive(_ bytes: RawSpan, _ direction: Int) {
        let (connection, keys) = (connection, keys)
        var position = 0
        while true {
            let step = assemblers[direction].next(in: bytes, at: &position) { record in
                connection.opens(record, direction: direction, keys: keys)
            }
            switch step {
            case .needMore: return
            case .record(let range): take(bytes.extracting(range), direction)
            case .buffered:
                let record = assemblers[direction].buffer
                take(record.rawSpan, direction)
            case .damaged: connection.lose(1, direction: direction)
            case .notTLS: return fates.append("none \(direction)")
            }
        }
    }

    func skip(_ count: Int, _ direction: Int) {
        if assemblers[direction].skip(count) != nil { connection.lose(1, direction: direction) }
        connection.lose(count / 22, direction: direction)
    }

    private func take(_ record: RawSpan, _ direction: Int) {
        records += 1
        let fate = connection.take(record, from: direction, number: records, keys: keys)
        let text =
            switch fate {
            case .clear: "clear"
            case .closed(let closure): "\(closure)"
            case .opened(let opened, let opening):
                "opened \(opened.contentType.rawValue) \(opened.count) \(opened.padding) \(opening.sequence)"
            }
        fates.append("\(direction) \(record.byteCount) \(text)")
    }
}
