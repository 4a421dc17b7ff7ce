import Wire

/// Bytes in hex with their text beside them, 16, 8, 4 or 2 a row as the width allows.
public struct ByteView: Sendable {
    /// The bytes, or the first of them.
    public let bytes: [UInt8]
    /// How many bytes there are, those that are not in `bytes` included.
    public let total: Int
    /// Rows that are shown before the rest is only counted.
    public let rowLimit: Int

    /// A view of `bytes`, the first of `total` (by default all there are).
    public init(_ bytes: [UInt8], total: Int? = nil, rowLimit: Int = 16) {
        self.bytes = bytes
        self.total = max(total ?? bytes.count, bytes.count)
        self.rowLimit = max(rowLimit, 1)
    }

    /// The rows, each at most as wide as the screen, each with its line end.
    public func text(on screen: Screen) -> String {
        lines(on: screen).painted(on: screen)
    }

    func lines(on screen: Screen) -> [StyledLine] {
        screen.plain ? spoken(width: screen.width) : lines(width: screen.width, ascii: screen.ascii)
    }

    /// The rows as sentences, to be read aloud.
    private func spoken(width: Int) -> [StyledLine] {
        let perRow = 16
        let shown = bytes.prefix(perRow * rowLimit)
        var lines = stride(from: 0, to: shown.count, by: perRow).flatMap { start -> [StyledLine] in
            let row = shown[start..<min(start + perRow, shown.count)]
            let place = row.count == 1 ? "Byte \(start)" : "Bytes \(start) to \(start + row.count - 1)"
            let text = row.map(Printable.column).joined()
            return StyledLine.wrapped(
                "\(place): \(row.map { hexDigits($0, 2) }.joined(separator: " ")). As text: \(text)", width: width)
        }
        let more = total - shown.count
        if more > 0 {
            lines += StyledLine.wrapped("\(more) more byte\(more == 1 ? "" : "s").", width: width)
        }
        return lines
    }

    func lines(width: Int, ascii: Bool) -> [StyledLine] {
        let digits = max(4, hexDigits(max(total - 1, 0), 1).count)
        let perRow = [16, 8, 4].first { Self.rowWidth($0, digits: digits) <= width } ?? 2
        let shown = bytes.prefix(perRow * rowLimit)
        var lines = stride(from: 0, to: shown.count, by: perRow).map { start in
            row(shown[start..<min(start + perRow, shown.count)], at: start, perRow: perRow, digits: digits)
        }
        let more = total - shown.count
        if more > 0 {
            let mark = ascii ? "..." : "…"
            lines += StyledLine.wrapped("\(mark) \(more) more byte\(more == 1 ? "" : "s")", .dim, width: width)
        }
        return lines
    }

    private static func rowWidth(_ count: Int, digits: Int) -> Int {
        digits + 2 + 3 * count - 1 + (count > 8 ? 1 : 0) + 2 + count
    }

    private func row(_ bytes: ArraySlice<UInt8>, at offset: Int, perRow: Int, digits: Int) -> StyledLine {
        var line = StyledLine(hexDigits(offset, digits) + "  ", .dim)
        for (index, byte) in bytes.enumerated() {
            if index > 0 { line.append(index == 8 ? "  " : " ") }
            line.append(hexDigits(byte, 2), .field(.payload))
        }
        line.pad(to: Self.rowWidth(perRow, digits: digits) - perRow)
        line.append(bytes.map(Printable.column).joined())
        return line
    }
}
