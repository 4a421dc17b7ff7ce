import Capture
import Dissection

/// Items of JSON, separated by commas, that wait for their place in the document: the first ones in a file, if so many
/// had to wait, the others in memory.
struct WaitingItems: ~Copyable {
    private var text = JSONText()
    private var parts: [Range<Int>] = []

    /// Whether there are none.
    var isEmpty: Bool { parts.isEmpty && text.count == 0 }

    /// How many bytes are held in memory.
    var heldCount: Int { text.count }

    /// Adds an event's object.
    ///
    /// - Returns: how many bytes it took.
    mutating func add(_ event: DissectionEvent) -> Int {
        let before = text.count
        text.beginObject()
        text.content(of: event)
        text.endObject()
        return text.count - before
    }

    /// Adds the keys of an event's object.
    ///
    /// - Returns: how many bytes they took.
    mutating func add(content event: DissectionEvent) -> Int {
        let before = text.count
        text.content(of: event)
        return text.count - before
    }

    /// Moves what is held in memory into `file`.
    ///
    /// - Returns: how many bytes that were.
    /// - Throws: `SystemFailure`; everything is still there then.
    mutating func putAside(in file: TemporaryFile) throws(SystemFailure) -> Int {
        let count = text.count
        guard count > 0 else { return 0 }
        parts.append(try text.append(to: file))
        text.giveBack()
        return count
    }

    /// Writes everything to `output`, the items in front being read from `file`.
    ///
    /// - Throws: `SystemFailure` when they can't be read.
    func write(to output: Output, from file: TemporaryFile?) throws(SystemFailure) {
        if let file {
            for part in parts { try file.read(part) { output.write($0) } }
        }
        text.write(to: output)
    }
}
