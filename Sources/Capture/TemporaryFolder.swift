/// A folder for files that have to have names: nobody but its owner may enter it.
public enum TemporaryFolder {
    /// Makes one in the system's folder for such, `$TMPDIR` or `/tmp`, which stays until somebody removes it.
    ///
    /// - Parameter name: what its name begins with, before a hyphen and six letters that make it the only one.
    /// - Returns: its path.
    /// - Throws: `CaptureError` of kind `cannotWrite` when the system makes none.
    public static func make(_ name: String) throws(CaptureError) -> String {
        let place = TemporaryFile.folder
        var made = "\(place)/\(name)-XXXXXX"
        let status = systemMakeFolder(&made)
        guard status < 0 else { return made }
        throw CaptureError(
            .cannotWrite, file: place, problem: "no folder can be made in it: \(systemMessage(-status))",
            advice: "Set TMPDIR to a folder in which you may write.")
    }
}
