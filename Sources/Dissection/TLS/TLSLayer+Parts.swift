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
        /// A close_notify: the direction ended in order.
        case closeNotify(direction: Int, RecordPlace)
        /// From here on a direction's records stay closed.
        case closed(Closure, direction: Int, RecordPlace)
        /// From here on nothing opens that did before: a hole, or records that do not authenticate although no byte is
        /// missing, to the end.
        case damaged(direction: Int, RecordPlace, isWhole: Bool)
        /// So many bytes are missing after the last record of a direction, and no record came after them.
        case lost(direction: Int, RecordPlace, missing: Int)
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
        /// Records with data, as far as their type tells, that stayed closed: the longest, and all of them together,
        /// without their headers.
        private(set) var longestClosed = 0
        private(set) var closedBytes = 0
        /// When and in which packet the last record was complete, and what it is for the end of TLS; nil where that is not
        /// known.
        var last: TransportEnd.Mark?
        var lastKind: TLSEnd.Kind?
        /// How often the place of records was lost other than by a hole.
        var resynchronisations = 0
        /// How many bytes of the stream are missing from the capture, and how many of them before the first record.
        var missing = 0
        var missingAtStart = 0
        /// The stream offset behind the record that completed its certificate.
        var certificateEnd: Int?
        /// The stream offset behind the last record that stayed closed and is longer than an alert.
        var closedEnd: Int?
        /// Records so far.
        var records = 0
        /// Whether any padding was seen: a record's length does not tell that of its content then.
        var isPadded = false
        /// The alert that it sent, if one that ends the connection because something is wrong.
        var fatalAlert: Alert?
        /// The stream offset behind the last record that was opened, or needed not be.
        var openedEnd = 0
        /// Where a hole, or a record that does not authenticate, came behind the last record that was opened.
        var hole: RecordPlace?
        /// Whether records that came after the hole do not open; otherwise only bytes are missing there, so many of them.
        var isDamaged = false
        var missingInHole = 0
        /// Whether the snapshot length made the hole.
        var isSnapLength = false
        /// Plaintext that waits for the server's word on early data.
        var early: [(OpenedRecord, ChunkPlace, Carrier)] = []

        /// Notes a record of `length` bytes behind its header that stays closed; TLS 1.3 hides what it is.
        func take(closed type: ContentType, _ length: Int, isTypeHidden: Bool) {
            if type == .applicationData {
                longestClosed = max(longestClosed, length)
                closedBytes += length
            }
            let mayBeAlert = isTypeHidden ? TLSLayer.isAlertSized(length) : type == .alert
            // Padding may make anything of an alert, but nobody pads a close_notify.
            lastKind = mayBeAlert ? .alertSized : isTypeHidden ? nil : TLSEnd.Kind.none
        }
    }
}
