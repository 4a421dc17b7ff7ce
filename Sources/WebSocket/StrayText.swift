import Wire

/// Text, or padding, that stands where a frame should begin: no frame, whatever its bits would mean in a header.
///
/// Two things must speak for it: as a header the bytes would break a rule, and they read as text. Frames that are wrong
/// stay frames where their lengths lead to the end of what has come.
public struct StrayText: Hashable, Sendable {
    /// What the bytes are.
    public enum Kind: Hashable, Sendable {
        /// Line ends and spaces only.
        case lineEnd
        /// Bytes of zero.
        case padding
        /// The beginning of an HTTP request.
        case httpRequest
        /// The beginning of an HTTP response.
        case httpResponse
        /// Markup: HTML or XML.
        case markup
        /// JSON.
        case json
        /// Any other text.
        case text
    }

    /// What the bytes are.
    public var kind: Kind
    /// The first bytes, at most `excerptLimit`.
    public var excerpt: [UInt8]
    /// How many there are, as far as they had come when they were told.
    public var count: Int
    /// Whether a frame follows them.
    public var isBeforeFrame: Bool

    /// So many of the bytes are kept.
    public static let excerptLimit = 160
}

extension StrayText {
    /// What bytes at the place of a frame's beginning are.
    public enum Verdict: Hashable, Sendable {
        /// A frame, or what has to be judged as one.
        case frame
        /// More bytes, or the end, must decide.
        case undecided
        /// No frame.
        case stray(StrayText)
    }

    /// What a judgement needs to know of the stream.
    public struct Context: Sendable {
        /// Whether the client sends it; nil where that is not known.
        public var isFromClient: Bool?
        /// Whether an extension gives RSV1 a meaning.
        public var rsv1Defined: Bool
        /// Whether an extension may give any reserved bit and opcode a meaning.
        public var othersDefined: Bool
        /// Whether a message is under way, which a continuation may continue.
        public var isInMessage: Bool
        /// Whether line ends that are no part of a frame came before.
        public var endsLines: Bool

        /// What is known of a stream.
        public init(
            isFromClient: Bool?, rsv1Defined: Bool, othersDefined: Bool = false, isInMessage: Bool = false,
            endsLines: Bool = false
        ) {
            self.isFromClient = isFromClient
            self.rsv1Defined = rsv1Defined
            self.othersDefined = othersDefined
            self.isInMessage = isInMessage
            self.endsLines = endsLines
        }
    }

    /// More than this is not looked at for a decision.
    static let decisive = 512
    /// So many bytes of text before a frame are text.
    private static let word = 8
    /// So many are text where something else follows, or where the first byte might begin a compressed message.
    private static let words = 16

    /// Whether bytes that begin with this one may be no frame: nearly all first bytes of frames are told here.
    @inlinable @inline(__always)
    public static func mayBegin(with first: UInt8) -> Bool {
        first < 0x80 ? first >= 0x20 || first == 0 || isSpace(first) || first == 0x1b : first >= 0xc2 && first < 0xf5
    }

    /// Judges `bytes`, which stand where a frame should begin; `isEnd` says that the decision can't wait for more.
    ///
    /// What is decided stays so whatever follows: the same stream gives the same verdict however its segments cut it.
    public static func judge(_ bytes: RawSpan, in context: Context, isEnd: Bool = false) -> Verdict {
        guard bytes.byteCount > 0, mayBegin(with: bytes.byte(at: 0)) else { return .frame }
        guard bytes.byteCount > 1 else {
            guard isEnd else { return .undecided }
            // Who wrote a line end after the frames before wrote one after the last one, too.
            guard context.endsLines, isSpace(bytes.byte(at: 0)) else { return .frame }
            return .stray(StrayText(bytes, text: 1, isBeforeFrame: false, kept: 1))
        }
        let here = isEnd ? bytes : bytes.extracting(first: min(bytes.byteCount, decisive))
        let isEnd = isEnd || here.byteCount == decisive
        if here.byte(at: 0) == 0 { return judgePadding(here, context, isEnd) }
        let isSound = context.violations(inStart: here).isEmpty
        // Most compressed fragments begin with A or B, and nearly none goes on as text.
        guard !isSound || context.rsv1Defined && here.byte(at: 0) < 0x80 else { return .frame }
        let (text, isFollowed) = textLength(of: here)
        guard isFollowed || isEnd else { return .undecided }
        guard text >= (isSound ? words : 1) else { return .frame }
        guard isFollowed, text < decisive else {
            return text >= decisive - 3 || beginning(here) != nil || !leads(here, to: text)
                ? stray(of: bytes, text: isFollowed ? textLength(of: bytes).length : text, context) : .frame
        }
        if leads(here, to: text) { return .frame }
        let rest = here.extracting(text..<here.byteCount)
        switch context.frame(at: rest) {
        case .plausible:
            let isClear = text >= word || isBlank(here.extracting(first: text)) && !context.isMerelyFragmented(here)
            guard let isStray = isClear ? true : context.prefers(rest, to: here, isEnd) else { return .undecided }
            return isStray ? .stray(StrayText(here, text: text, isBeforeFrame: true, kept: text)) : .frame
        case .cut where !isEnd: return .undecided
        case .cut, .none:
            let isLong = text >= words || beginning(here.extracting(first: text)) != nil
            return isLong
                ? .stray(StrayText(bytes, text: text, isBeforeFrame: false, kept: bytes.byteCount)) : .frame
        }
    }

    /// How a stream goes on after text that no frame followed at once.
    public enum Continuation: Hashable, Sendable {
        /// With more text, all of it.
        case text
        /// With text up to that byte, from which on more bytes must tell.
        case undecided(from: Int)
        /// With a frame at that byte, after text.
        case frame(at: Int)
        /// With what is neither, from that byte on.
        case unknown(at: Int)
    }

    /// Judges `bytes`, which follow such text; `isEnd` says that the decision can't wait for more.
    ///
    /// The same stream is judged alike however it is cut, if the bytes from an undecided one on are judged again with those
    /// that follow.
    public static func `continue`(with bytes: RawSpan, in context: Context, isEnd: Bool = false) -> Continuation {
        let (text, isFollowed) = textLength(of: bytes)
        guard text < bytes.byteCount else { return .text }
        // A character that is cut.
        guard isFollowed else { return isEnd ? .text : .undecided(from: text) }
        switch context.frame(at: bytes.extracting(text..<bytes.byteCount)) {
        case .plausible: return .frame(at: text)
        case .cut: return isEnd ? .frame(at: text) : .undecided(from: text)
        case .none: return .unknown(at: text)
        }
    }

    /// What `bytes` are that begin with so much text: with a frame after it, or without.
    private static func stray(of bytes: RawSpan, text: Int, _ context: Context) -> Verdict {
        let isBeforeFrame =
            text < bytes.byteCount && context.frame(at: bytes.extracting(text..<bytes.byteCount)) == .plausible
        return .stray(StrayText(bytes, text: text, isBeforeFrame: isBeforeFrame, kept: text))
    }

    /// Judges bytes that begin with zeros: two of them may be an empty fragment.
    private static func judgePadding(_ bytes: RawSpan, _ context: Context, _ isEnd: Bool) -> Verdict {
        let isSound = context.violations(inStart: bytes).isEmpty
        guard !(isSound && context.isInMessage) else { return .frame }
        var zeros = 1
        while zeros < bytes.byteCount, bytes.byte(at: zeros) == 0 { zeros += 1 }
        guard zeros < bytes.byteCount else { return isEnd ? .frame : .undecided }
        guard zeros >= 4 || zeros % 2 == 1 else { return .frame }
        let rest = bytes.extracting(zeros..<bytes.byteCount)
        switch context.frame(at: rest) {
        case .none: return .frame
        case .cut: return isEnd ? .frame : .undecided
        case .plausible:
            let fit: StrayText.Context.Fit = zeros >= 4 || !isSound ? .exact : context.fit(rest, isEnd)
            if fit == .open { return .undecided }
            return fit == .exact
                ? .stray(StrayText(bytes, text: zeros, isBeforeFrame: true, kept: zeros)) : .frame
        }
    }

    /// Whether headers, each where the one before it says, lead from the first byte to the one at `end`.
    private static func leads(_ bytes: RawSpan, to end: Int) -> Bool {
        var position = 0
        while position < end {
            guard let header = header(bytes.extracting(position..<bytes.byteCount)),
                header.payloadLength <= UInt64(end)
            else { return false }
            position += header.headerLength + Int(header.payloadLength)
        }
        return position == end
    }

    fileprivate static func header(_ bytes: RawSpan) -> FrameHeader? {
        var reader = FieldReader(bytes, sink: NoFields(), limitedBy: .stream)
        return try? FrameHeader(reading: &reader)
    }

    @inlinable static func isSpace(_ byte: UInt8) -> Bool { byte == 0x09 || byte == 0x0a || byte == 0x0d }
}

extension StrayText {
    /// What `bytes` are, of which the first `text` read as text; `kept` counts those that are no frame.
    private init(_ bytes: RawSpan, text: Int, isBeforeFrame: Bool, kept: Int) {
        let content = bytes.extracting(first: text)
        kind = Self.beginning(content) ?? (bytes.byte(at: 0) == 0 ? .padding : Self.isBlank(content) ? .lineEnd : .text)
        excerpt = []
        excerpt.append(copying: content.extracting(first: min(text, Self.excerptLimit)))
        count = kept
        self.isBeforeFrame = isBeforeFrame
    }

    private static let beginnings: [(word: [UInt8], kind: Kind)] = {
        let words: [(String, Kind)] = [
            ("HTTP/1.", .httpResponse), ("GET /", .httpRequest), ("POST /", .httpRequest), ("HEAD /", .httpRequest),
            ("PUT /", .httpRequest), ("OPTIONS ", .httpRequest), ("CONNECT ", .httpRequest), ("DELETE /", .httpRequest),
            ("<!DOCTYPE", .markup), ("<!doctype", .markup), ("<html", .markup), ("<?xml", .markup), ("{\"", .json),
            ("[{\"", .json), ("[\"", .json),
        ]
        return words.map { (Array($0.utf8), $1) }
    }()

    /// What text with a known beginning is, white space before it aside; nil for other text.
    private static func beginning(_ bytes: RawSpan) -> Kind? {
        var start = 0
        while start < min(bytes.byteCount, excerptLimit),
            bytes.byte(at: start) == 0x20 || isSpace(bytes.byte(at: start))
        {
            start += 1
        }
        for (word, kind) in beginnings where start + word.count <= bytes.byteCount {
            if word.indices.allSatisfy({ bytes.byte(at: start + $0) == word[$0] }) { return kind }
        }
        return nil
    }

    private static func isBlank(_ bytes: RawSpan) -> Bool {
        for index in 0..<bytes.byteCount where bytes.byte(at: index) != 0x20 && !isSpace(bytes.byte(at: index)) {
            return false
        }
        return true
    }

    /// How many of the first bytes are text: UTF-8 without control characters but white space and Escape; and whether a
    /// byte follows that is none.
    private static func textLength(of bytes: RawSpan) -> (length: Int, isFollowed: Bool) {
        var checker = UTF8Checker()
        var end = 0
        for index in 0..<bytes.byteCount {
            let byte = bytes.byte(at: index)
            // U+0080 to U+009F are controls, too.
            let isControl = byte < 0x20 ? !isSpace(byte) && byte != 0x1b : byte == 0x7f
            let isC1 = index > 0 && byte >= 0x80 && byte < 0xa0 && bytes.byte(at: index - 1) == 0xc2
            if isControl || isC1 || checker.feed(bytes.extracting(index..<index + 1)) != nil { return (end, true) }
            if checker.isComplete { end = index + 1 }
        }
        return (end, false)
    }
}

extension StrayText.Context {
    fileprivate enum Candidate { case plausible, cut, none }

    /// How a frame fits what is there.
    fileprivate enum Fit {
        /// It ends where another one may begin, or with the last byte.
        case exact
        /// What follows it can't be a frame.
        case wrong
        /// It is longer than what is looked at.
        case beyond
        /// More bytes will tell.
        case open
    }

    /// Longer frames are not believed to follow.
    private static let longest: UInt64 = 1 << 30

    /// What the first two bytes of a header break for certain: later ones only add to it.
    fileprivate func violations(inStart bytes: RawSpan) -> FrameViolations {
        violations(in: bytes.extracting(first: min(bytes.byteCount, 2)))
    }

    /// What a header at the beginning of `bytes` breaks for certain.
    private func violations(in bytes: RawSpan) -> FrameViolations {
        var found = FrameHeader.violations(
            inFirst: bytes.extracting(first: min(bytes.byteCount, 14)), from: isFromClient, rsv1Defined: rsv1Defined)
        found.remove(.maskingKeyZero)
        if othersDefined { found.subtract(.extensible) }
        return found
    }

    /// Whether a frame may begin with `bytes`.
    fileprivate func frame(at bytes: RawSpan) -> Candidate {
        guard violations(in: bytes).isEmpty, bytes.byte(at: 0) != 0 || isInMessage else { return .none }
        guard let header = StrayText.header(bytes) else { return .cut }
        return header.payloadLength <= Self.longest ? .plausible : .none
    }

    /// How the frame at the beginning of `bytes` fits them.
    fileprivate func fit(_ bytes: RawSpan, _ isEnd: Bool) -> Fit {
        guard let header = StrayText.header(bytes) else { return isEnd ? .beyond : .open }
        guard header.payloadLength <= UInt64(StrayText.decisive) else { return .beyond }
        let end = header.headerLength + Int(header.payloadLength)
        guard end < bytes.byteCount else { return !isEnd ? .open : end == bytes.byteCount ? .exact : .beyond }
        switch frame(at: bytes.extracting(end..<bytes.byteCount)) {
        case .plausible: return .exact
        case .cut: return isEnd ? .exact : .open
        case .none: return .wrong
        }
    }

    /// Whether all that a header at the beginning of `bytes` breaks is that a control frame has FIN 0: it begins as a line
    /// end or a tab does.
    fileprivate func isMerelyFragmented(_ bytes: RawSpan) -> Bool { violations(inStart: bytes) == .controlFragmented }

    /// Whether a sound frame at `rest`, the end of `bytes` after a character or a few, is likelier than a wrong one at their
    /// beginning; nil if more bytes will tell.
    fileprivate func prefers(_ rest: RawSpan, to bytes: RawSpan, _ isEnd: Bool) -> Bool? {
        switch (fit(rest, isEnd), fit(bytes, isEnd)) {
        case (.open, _), (_, .open): nil
        case (.exact, .exact), (.beyond, .beyond): !isMerelyFragmented(bytes)
        case (.exact, _), (.beyond, .wrong), (.wrong, .wrong): true
        case (_, .exact), (.wrong, .beyond): false
        }
    }
}
