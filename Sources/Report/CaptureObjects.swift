import Capture
import Dissection
import Wire

// What the machine-readable formats tell of the capture file itself; a public interface, as in `EventObjects`.

extension JSONText {
    /// The keys of `capture` behind `interfaces`: who wrote the file, as its first section says, and all comments on
    /// sections and interfaces in front of the first packet.
    ///
    /// - `textBefore`: bytes of text before the capture, as of a program's messages, which were passed over
    /// - `textMode`: true if CR stood before every LF, as after a transfer in text mode, and was taken away
    mutating func origin(_ info: CaptureInfo) {
        let first = info.sections.first
        field("hardware", first?.hardware)
        field("system", first?.system)
        field("application", first?.application)
        let comments = info.comments
        if !comments.isEmpty { field("comments", comments) }
        if info.transfer.textBefore > 0 { field("textBefore", info.transfer.textBefore) }
        if info.transfer.isTextMode { field("textMode", true) }
    }

    /// A comment on a packet.
    ///
    /// - `type`: `comment`
    /// - `packet`, `time`: the packet's
    /// - `comment`: the text
    mutating func comment(_ comment: PacketComment) {
        field("type", word: "comment")
        field("packet", comment.packet)
        field("time", comment.time)
        field("comment", comment.text)
    }

    /// Packets that are missing before another.
    ///
    /// - `type`: `drops`
    /// - `packet`: the number of the next packet that is there
    /// - `time`: that packet's; live, when the system told of the loss
    /// - `count`: how many are missing
    mutating func drops(_ drops: PacketDrops) {
        field("type", word: "drops")
        field("packet", drops.packet)
        field("time", drops.time)
        field("count", drops.count)
    }

    /// The keys of `summary` behind `unreadable`.
    ///
    /// - `damage`: array of `{offset, bytes, packet, problem}`, the first places of the file that could not be read;
    ///   `packet` is the last one in front
    /// - `dropped`: packets that the capturing system lost, by interface (`#0` where it has no name)
    /// - `secrets`: how many blocks of decryption secrets the file carries, by kind: `tls-key-log`
    /// - `otherBlocks`: how many blocks of a pcapng file were passed over, by kind: `systemd-journal`, `custom`, `block-77`
    mutating func remainder(_ info: CaptureInfo) {
        if !info.damage.first.isEmpty {
            beginArray("damage")
            for place in info.damage.first {
                beginObject()
                field("offset", place.offset)
                field("bytes", place.bytes)
                field("packet", place.packet > 0 ? place.packet : nil)
                field("problem", place.problem)
                endObject()
            }
            endArray()
        }
        if info.interfaces.contains(where: { $0.dropped > 0 }) {
            beginObject("dropped")
            for (name, count) in info.droppedByInterface { field(named: name, Int(clamping: count)) }
            endObject()
        }
        counts("secrets", info.secrets)
        counts("otherBlocks", info.otherBlocks)
    }

    /// An object of counts, in the order of their names; left out if there are none.
    mutating func counts(_ key: StaticString, _ counts: [String: Int]) {
        guard !counts.isEmpty else { return }
        beginObject(key)
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) { field(named: name, count) }
        endObject()
    }
}

extension CaptureInfo {
    /// The comments on sections and interfaces, in the order of the file.
    var comments: [String] { sections.flatMap(\.comments) + interfaces.flatMap(\.comments) }

    /// The interfaces that lost packets, and how many; those with the same name together, those without one as `#0`.
    var droppedByInterface: [(name: String, count: UInt64)] {
        var counts: [String: UInt64] = [:]
        for (index, interface) in interfaces.enumerated() where interface.dropped > 0 {
            let (sum, overflow) = counts[interface.name ?? "#\(index)", default: 0]
                .addingReportingOverflow(interface.dropped)
            counts[interface.name ?? "#\(index)"] = overflow ? .max : sum
        }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
