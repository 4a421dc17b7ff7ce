import ArgumentParser

/// What `ws101 learn --live` is asked with.
struct LiveOptions: ParsableArguments {
    @Flag(
        help: "Ask about what your own browser sends: start the playground, and capture what goes to it (needs sudo).")
    var live = false

    @Flag(help: "With --live: have a client of ws101's own send instead of a browser.")
    var visit = false

    func validate() throws {
        if visit, !live { throw ValidationError("--visit belongs to --live.") }
    }
}
