import Wire

/// Where a record was captured.
struct RecordPlace {
    /// Its number in the connection, both directions together, from 1.
    var number: Int
    /// The offset of its first byte in its direction's stream.
    var streamOffset: Int
    /// Its length, header included.
    var length: Int
    /// The packets that brought it, in stream order.
    var packets: NumberList
    /// Where the last of them was.
    var last: ChunkPlace
}

/// Which record a piece of plaintext was in, for the frames that it brings.
struct Carrier {
    /// The record's number.
    var record: Int
    /// The packets that brought it.
    var packets: NumberList
}
