import TLS
import Wire

// What a layer keeps of each direction, and what it says of the records.
extension TLSLayer {
    /// What came of a chunk.
    enum Outcome {
        /// The next bytes of a direction's plaintext, and the record that they were in.
        case plaintext(OpenedRecord, direction: Int, ChunkPlace, Carrier)
        /// Plaintext is missing, about so much; exactly so much if that is certain.
        case gap(Int, direction: Int, ChunkPlace, isCertain: Bool, isSnapLength: Bool)
        /// A record, for those who want to see it.
        case record(RecordEvent, direction: Int)
        /// An alert.
        case alert(Alert, direction: Int, RecordPlace)
        /// From here on a direction's records stay closed.
        case closed(Closure, direction: Int, RecordPlace)
        /// A record did not authenticate, or is missing in part, although others open.
        case damaged(direction: Int, RecordPlace)
        /// Behind a hole, records open again: so many of them are missing.
        case resumed(direction: Int, RecordPlace, missing: Int)
        /// The direction carries no TLS, from its beginning on: these are its first bytes.
        case notTLS(direction: Int, [UInt8], ChunkPlace)
    }

    final class Direction {
        var assembler = RecordAssembler()
        /// The packets of the record under way.
        var packets = NumberList()
        /// Where the next plaintext byte stands.
        var plaintextOffset = 0
        /// Where the stream goes on behind what was captured of it so far.
        var streamEnd = 0
        var ledger = RecordLedger()
        /// Why its records stay closed, once nothing is waited for any more.
        var closure: Closure?
        /// Whether it was reported that they do.
        var isClosureReported = false
        /// Records that stayed closed.
        var closedRecords = 0
        /// The longest of them, without its header.
        var longestClosed = 0
        /// Records so far.
        var records = 0
        /// Whether any padding was seen: a record's length does not tell that of its content then.
        var isPadded = false
        /// The alert that it sent last.
        var alert: (alert: Alert, place: RecordPlace)?
        /// The stream offset behind the last record that was opened, or needed not be.
        var openedEnd = 0
        /// Whether a hole cost the place of its records, or records, since the last one that was opened.
        var isBehindHole = false
        /// Whether the snapshot length made the hole.
        var isSnapLength = false
        /// Plaintext that waits for the server's word on early data.
        var early: [(OpenedRecord, ChunkPlace, Carrier)] = []
    }
}
