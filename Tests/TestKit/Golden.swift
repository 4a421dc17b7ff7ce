public import Foundation

/// Texts kept in Tests/Golden/, against which the output is compared.
///
/// `WS101_RENEW_GOLDENS=1 swift test` writes them anew; look at the difference before committing it. In CI, where the
/// variable `CI` is set, nothing is renewed.
public enum Golden {
    /// The folder Tests/Golden/.
    public static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Golden")

    /// Compares `text` with the golden `name` (a file name); nil if they are equal, or else the first line that differs.
    public static func difference(_ name: String, _ text: String) -> String? {
        let file = folder.appendingPathComponent(name)
        let environment = ProcessInfo.processInfo.environment
        if environment["WS101_RENEW_GOLDENS"] == "1", environment["CI"] == nil {
            do {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
                return nil
            } catch {
                return "\(name) can't be written: \(error)"
            }
        }
        guard let data = try? Data(contentsOf: file) else { return "\(name) is missing; make it with `make goldens`" }
        let golden = String(decoding: data, as: UTF8.self)
        guard golden != text else { return nil }
        let lines = golden.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard index < lines.count else { return "\(name) ends before line \(index + 1): \(line)" }
            if lines[index] != line { return "\(name), line \(index + 1): expected \(lines[index])\ngot \(line)" }
        }
        return "\(name) goes on where the text ends, at line \(lines.count)"
    }
}
