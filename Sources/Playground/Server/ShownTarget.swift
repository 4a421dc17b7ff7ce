import HTTP

extension RequestHead {
    /// The request's target for the news, at most 100 characters of it; one that was cut ends with `…`.
    var shownTarget: String { target.count > 100 ? target.prefix(99) + "…" : target }
}
