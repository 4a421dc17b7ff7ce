import Capture
import Diagram
import Dissection

/// Sentences on a capture file itself: what was written about it, what is missing of it.
///
/// All are safe to show.
struct CaptureRemarks {
    private let info: CaptureInfo
    private let ascii: Bool
    /// How many comments, interfaces and damaged places are told.
    private static let limit = 5
    /// The columns that a text of the file is cut to.
    private static let width = 600

    /// Sentences on a capture.
    init(_ info: CaptureInfo, ascii: Bool) {
        self.info = info
        self.ascii = ascii
    }

    /// The comments on sections and interfaces.
    var comments: [String] {
        let interfaces = info.interfaces.enumerated().flatMap { index, interface in
            interface.comments.map { "Comment on \(interface.name.map(safe) ?? "interface \(index)"): \(safe($0))" }
        }
        let all = info.sections.flatMap(\.comments).map { "Comment: \(safe($0))" } + interfaces
        let more = all.count - Self.limit
        return all.prefix(Self.limit) + (more > 0 ? ["and \(Quantity.count(more, "more comment"))"] : [])
    }

    /// What is missing: packets that were lost while capturing, bytes of the file that make no sense; and what had to be
    /// undone to read it.
    var remarks: [String] { info.transfer.sentences + drops + damage }

    /// That there are keys, and no more: they are as good as what they decrypt.
    var secrets: String? {
        guard !info.secrets.isEmpty else { return nil }
        let kinds = info.secrets.keys.sorted().joined(separator: ", ")
        return "The file carries decryption secrets (\(kinds))."
    }

    private var drops: [String] {
        let all = info.droppedByInterface
        let interfaces = all.prefix(Self.limit).map { name, count in
            "\(Quantity.count(Int(clamping: count), "packet")) on \(safe(name))"
        }
        guard !interfaces.isEmpty else { return [] }
        let more = all.count - interfaces.count
        let list = interfaces + (more > 0 ? ["others on \(Quantity.count(more, "more interface"))"] : [])
        return ["The capturing system dropped \(list.joined(separator: ", "))."]
    }

    private var damage: [String] {
        let damage = info.damage
        guard !damage.isEmpty else { return [] }
        let places = damage.first.prefix(Self.limit).map { place in
            let behind = place.packet > 0 ? ", after packet \(place.packet)" : ""
            return "at byte \(place.offset)\(behind): \(safe(place.problem))"
        }
        let more = damage.count - places.count
        let list = places + (more > 0 ? ["\(Quantity.count(more, "more place"))"] : [])
        return [
            "The file is damaged: \(Quantity.count(damage.bytes, "byte")) of it could not be read; packets are numbered as "
                + "they were read. \(list.joined(separator: "; ").prefix(1).uppercased())"
                + "\(list.joined(separator: "; ").dropFirst())."
        ]
    }

    private func safe(_ text: String) -> String {
        truncated(Printable.escaped(text, ascii: ascii), to: Self.width, ascii: ascii)
    }
}
