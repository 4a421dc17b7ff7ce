import Diagram
import Terminal

extension [StyledRun] {
    /// What stands in `width` columns from column `start` on; half a wide character is a space.
    func columns(from start: Int, width: Int) -> [StyledRun] {
        var result: [StyledRun] = []
        var column = 0
        for run in self {
            var text = ""
            for scalar in run.text.unicodeScalars {
                let size = displayWidth(of: String(scalar))
                defer { column += size }
                if column >= start, column + size <= start + width {
                    // A mark on a character that is left out would settle on another one.
                    if size > 0 || !text.isEmpty { text.unicodeScalars.append(scalar) }
                } else if size == 2, column + 1 == start || column + 1 == start + width {
                    text += " "
                }
            }
            if !text.isEmpty { result.append(StyledRun(text, run.style)) }
            if column >= start + width { break }
        }
        return result
    }

    /// What stands in `width` columns from column `start` on, with a mark where something is left out on the right.
    func fitted(from start: Int, width: Int, ascii: Bool) -> [StyledRun] {
        guard self.width > start + width, width > 1 else { return columns(from: start, width: width) }
        return columns(from: start, width: width - 1) + [StyledRun(ascii ? ">" : "…")]
    }

    /// How many columns they take.
    var width: Int { reduce(0) { $0 + displayWidth(of: $1.text) } }
}
