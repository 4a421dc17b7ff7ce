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
        /// An alert that ends the connection because something is wrong.
        case alert(Alert, direction: Int, RecordPlace)
        /// From here on a direction's records stay closed.
        case closed(Closure, direction: Int, RecordPlace)
        /// From here on nothing opens that did before: a hole, or records that do not authenticate, to the end.
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
        /// Whether keys for its records are waited for no longer.
        var isGivenUp = false
        /// Why its records stay closed, once that is certain.
        var closure: Closure?
        /// Whether it was reported that they do.
        var isClosureReported = false
        /// The longest record that stayed closed, without its header.
        var longestClosed = 0
        /// Records so far.
        var records = 0
        /// Whether any padding was seen: a record's length does not tell that of its content then.
        var isPadded = false
        /// Whether it sent an alert that ends the connection because something is wrong.
        var hasSentFatalAlert = false
        /// The stream offset behind the last record that was opened, or needed not be.
        var openedEnd = 0
        /// Where a hole, or a record that does not authenticate, came behind the last record that was opened.
        var hole: RecordPlace?
        /// Whether the snapshot length made the hole.
        var isSnapLength = false
        /// Plaintext that waits for the server's word on early data.
        var early: [(OpenedRecord, ChunkPlace, Carrier)] = []
    }
}
