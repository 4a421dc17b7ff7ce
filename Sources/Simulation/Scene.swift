public import Capture

/// What a simulated session is to show.
public enum Scene: String, CaseIterable, Hashable, Sendable {
    // MARK: The first frame is what matters

    /// A short frame of any kind and from either side.
    case anyFrame = "any-frame"
    /// A text of 2 to 60 characters from either side.
    case shortText = "short-text"
    /// A text of 3 to 6 letters from the client.
    case maskedWord = "masked-word"
    /// A text of several words from the client.
    case clientText = "client-text"
    /// A text from the client whose length takes 7 or 16 bits.
    case clientLong = "client-long"
    /// A text from the server whose length takes 16 bits.
    case longText = "long-text"
    /// A text from either side whose length takes one of the three forms.
    case anyLength = "any-length"
    /// A message from either side whose length takes 64 bits.
    case hugeMessage = "huge-message"
    /// A text with characters of several bytes.
    case foreignText = "foreign-text"
    /// A Ping from the client, with a short payload.
    case clientPing = "client-ping"
    /// A Close of the server with a code.
    case serverClose = "server-close"
    /// A Close of the client with a code and a reason.
    case clientClose = "client-close"

    // MARK: Frames among others

    /// Two to five frames in one segment.
    case fullSegment = "full-segment"
    /// Two or three frames of the client in one segment.
    case clientSegment = "client-segment"
    /// One frame and the beginning of the next in a segment.
    case cutFrame = "cut-frame"
    /// Messages in fragments, with control frames between them.
    case fragments

    // MARK: Defects

    /// One frame breaks a rule about masking, reserved bits or reserved opcodes.
    case brokenFrame = "broken-frame"
    /// One frame breaks a rule about control frames, fragments or lengths.
    case brokenOrder = "broken-order"
    /// One frame breaks a rule, its receiver says so, or doesn't.
    case brokenPayload = "broken-payload"

    // MARK: Beginnings and ends

    /// An opening handshake with subprotocols.
    case handshake
    /// A refusal with a status.
    case refusal
    /// A 101 of which something may be missing or wrong.
    case doubtfulResponse = "doubtful-response"
    /// Any way to end.
    case ending

    /// The capture of a session that shows it, its details chosen by `dice`.
    public func play(_ dice: Dice) -> any PacketSource {
        var session = SimulatedSession(dice: dice)
        switch self {
        case .handshake, .refusal, .doubtfulResponse: session.playHandshake(self)
        case .ending: session.playEnding()
        case .brokenFrame, .brokenOrder, .brokenPayload: session.playDefect(self)
        case .fullSegment, .clientSegment, .cutFrame, .fragments: session.playSeveralFrames(self)
        case .anyFrame, .shortText, .maskedWord, .clientText, .clientLong, .longText, .anyLength, .hugeMessage,
            .foreignText, .clientPing,
            .serverClose,
            .clientClose:
            session.playOneFrame(self)
        }
        return session.connection
    }
}
