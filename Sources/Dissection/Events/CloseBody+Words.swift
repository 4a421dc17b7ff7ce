import HTTP
public import WebSocket

// A Close's body in words, where its code can't be meant.
extension CloseBody {
    /// A sentence that explains the code; nil where nothing explains it, or it may be sent.
    public var mistakeSentence: String? {
        switch mistake {
        case .codeMissing:
            "The body is the text \(Self.quotation(payload)): the reason was sent without a code before it, and its first "
                + "two bytes are read as the code \(code ?? 0)."
        case .codeReversed(let meant):
            "The code is \(code ?? 0), which is \(meant.rawValue)\(meant.name.map { " (\($0))" } ?? "") with its two bytes "
                + "in the wrong order: the high byte comes first."
        case nil: nil
        }
    }

    /// The reason for a sentence: of a traceback what it comes to; where the capture lacks its end, that is shown.
    var shownReason: String { missing > 0 ? reasonText + "…" : reasonText.tracebackGist ?? reasonText }

    /// Bytes as text in quotation marks.
    static func quotation(_ bytes: [UInt8]) -> String { "\"\(String(decoding: bytes, as: UTF8.self))\"" }
}
