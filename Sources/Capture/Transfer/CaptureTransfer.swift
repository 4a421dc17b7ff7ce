/// What happened to a capture on its way here that could be undone.
public struct CaptureTransfer: Hashable, Sendable {
    /// Bytes of text before the capture, as a program's messages that went into the same file; they were passed over.
    public var textBefore = 0
    /// Whether CR stood before every LF, as after a transfer in text mode or through a terminal; it was taken away.
    public var isTextMode = false

    /// A capture that came as it was written.
    public init() {}

    /// Adds what happened to another file.
    mutating func add(_ other: CaptureTransfer) {
        textBefore = textBefore.addingReportingOverflow(other.textBefore).partialValue
        isTextMode = isTextMode || other.isTextMode
    }

    /// Sentences on it, with what to do the next time; empty if nothing happened.
    public var sentences: [String] {
        var all: [String] = []
        if textBefore > 0 {
            all.append(
                "The file begins with \(textBefore == 1 ? "1 byte" : "\(textBefore) bytes") of text, which were skipped: "
                    + "send what the program says elsewhere (2>messages.txt).")
        }
        if isTextMode {
            all.append(
                "Every LF in the file has a CR before it: it went through a transfer in text mode, or through a terminal. These "
                    + "CRs were removed. Fetch it again as binary data: adb exec-out instead of adb shell, ssh without -t, "
                    + "FTP in binary mode.")
        }
        return all
    }
}
