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
        let place = TemporaryFile.folder
        var template = "\(place)/ws101-XXXXXX".utf8CString
        // `mkdtemp` puts its letters over the X; the name is a C string during the calls. Nobody else may enter it.
        let made = unsafe template.withUnsafeMutableBufferPointer { name -> String? in
            guard let start = name.baseAddress, let made = unsafe mkdtemp(start) else { return nil }
            return unsafe String(cString: made)
        }
        guard let made else {
            let reason = SystemFailure(code: Int(errno)).message
            throw Failure(
                Failure.output, "no folder for the keys can be made in \(place): \(reason)",
                advice: "Set TMPDIR to a folder in which you may write.")
        }
        folder = made
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let reason = SystemFailure(code: Int(errno)).message
            remove()
            throw Failure(Failure.output, "the key log \(made)/keys.txt can't be made: \(reason)")
        }
        close(file)
    }

    /// Removes both, and what else the command put there.
    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
