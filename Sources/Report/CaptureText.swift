import Capture
import Diagram
public import Dissection
import Wire

extension CaptureInfo {
    /// What the capture is called in a heading: its file's name, and how many there are besides.
    ///
    /// It is safe to show.
    func title(ascii: Bool) -> String {
        let name = Printable.escaped(file, ascii: ascii)
        return files.count > 1 ? "\(name) and \(Quantity.count(files.count - 1, "more file"))" : name
    }

    /// What names the capture in a command to type; a placeholder for standard input, and for more files than fit.
    var shellWords: String {
        let names = files.isEmpty ? [file] : files
        guard !names.contains("-"), names.count <= 3 else { return names.count == 1 ? "FILE" : "FILE..." }
        return names.map { ShellWord.quoted($0) }.joined(separator: " ")
    }
}

extension SummaryEvent.Interruption {
    /// What a reader of partial results must know.
    public var sentence: String {
        // Rounded down: not all was read.
        let part = fraction.map { ", \(Int($0 * 100)) % of the file" } ?? ""
        return "Partial: reading was interrupted after packet \(Quantity.count(packet))\(part)."
    }
}
