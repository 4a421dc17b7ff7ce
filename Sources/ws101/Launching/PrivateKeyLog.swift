import Capture
import Foundation

/// A key log that nobody but its user can read: a file in a folder of its own.
final class PrivateKeyLog: Sendable {
    /// The folder.
    let folder: String
    /// The file.
    var path: String { folder + "/keys.txt" }

    /// Makes both, in `$TMPDIR` or /tmp.
    ///
    /// - Throws: `Failure` if they can't be made.
    init() throws {
        do throws(CaptureError) {
            folder = try TemporaryFolder.make("ws101")
        } catch {
            throw Failure(error)
        }
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let reason = SystemFailure(code: Int(errno)).message
            remove()
            throw Failure(Failure.output, "the key log \(path) can't be made: \(reason)")
        }
        close(file)
    }

    /// Removes both, and what else the command put there.
    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
