/// What happens at the playground, one for each connection's beginning or end.
public enum PlaygroundNews: Sendable {
    /// A session opened.
    case opened(number: Int, path: String, client: String, isSecure: Bool)
    /// A session ended; `how` says how in a few words, without a full stop.
    case ended(number: Int, path: String, how: String, duration: Duration)
    /// An upgrade was refused with that status.
    case refused(path: String, client: String, status: Int)
    /// An upgrade is left without an answer, as the endpoint promises.
    case unanswered(path: String, client: String)
    /// A connection came to nothing.
    case failed(client: String, reason: String)
}
