import Query
import Testing

@Suite struct SelectorTests {
    @Test(arguments: [
        ("streams", "frames", Array(1...15)),
        ("streams", "frames from the server", [2, 3, 4, 5, 6, 7, 9, 11, 13, 15]),
        ("streams", "text frames to the server", [1, 8, 10, 12]),
        ("streams", "first text frame from the client", [1]),
        ("streams", "the second text frame from client", [8]),
        ("streams", "last frame", [15]),
        ("streams", "last close from server", [15]),
        ("streams", "closes", [14, 15]),
        ("streams", "frame from the server", [2]),
        ("streams", "tenth frame from the server", [15]),
        ("streams", "frames with packetCount > 1", [2, 7]),
        ("streams", "frames without packetCount = 1", [2, 7]),
        ("streams", "frames of (segment from the server with frameCount >= 3)", [3, 4, 5]),
        ("streams", "server frames with payloadLength >= 50 and payloadLength < 60", [7]),
        (
            "streams", "data frames after (first segment from server with frameCount >= 3) before last text frame",
            [6, 7, 8, 9, 10, 11, 12]
        ),
        ("streams", "segments of first frame from the server", [9, 11]),
        ("streams", "segments with frameCount > 1", [13, 15]),
        ("streams", "messages from the client", [1, 8, 10, 12]),
        ("streams", "frames in first message from the server", [2]),
        ("streams", "pings", []),
        ("masking", "sessions", [1, 2, 3]),
        ("masking", "frame with violation frame.client-unmasked", [1]),
        ("masking", "frames without violations in second session", [2]),
        ("masking", "frames from the client in session with number == 2", [1]),
        ("masking", "unmasked frames from the client", [1]),
        ("masking", "error findings", [1, 1]),
        ("masking", "refused sessions", []),
        ("lengths", "empty text frames", [1]),
        ("lengths", "only frame with payloadLength == 125", [3]),
        ("fragments", "continuations with not fin", [7]),
        ("fragments", "unfinished text frames", [1, 5, 10]),
        ("fragments", "control frames from the server", [3, 6, 14]),
    ])
    func chooses(recording: String, source: String, numbers: [Int]) throws {
        let scope = Scope(recording: try sample(recording))
        let items = try Selector(source).items(in: scope)
        let found = try items.map { item in
            var inner = scope
            inner.subject = item
            return try Expression("number").value(in: inner).text
        }
        #expect(found == numbers.map(String.init))
    }

    @Test(arguments: [
        ("", "expected a kind of thing"), ("first", "expected a kind of thing"), ("first farme", "found `farme`"),
        ("frames from nobody", "expected `client` or `server`"), ("frames with", "expected a value"),
        ("frames with violation frame.nonsense", "there is no rule `frame.nonsense`"),
        ("masked sessions", "a session can't be `masked`"), ("frames fro server", "`fro` is not allowed here"),
        ("frames in (messages", "expected `)`"), ("frames before", "expected a name or a selector"),
    ])
    func saysWhatIsWrong(source: String, problem: String) {
        let error = #expect(throws: LanguageError.self) { try Selector(source) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func saysThatNothingIsFound() throws {
        let scope = Scope(recording: try sample("hello"))
        let error = #expect(throws: LanguageError.self) { try Selector("first ping").item(in: scope) }
        #expect(error?.description.contains("finds nothing in the recording `hello`") == true)
        #expect(throws: LanguageError.self) { try Selector("only text frame").items(in: scope) }
        #expect(throws: LanguageError.self) { try Selector("frames of somebody").items(in: scope) }
    }

    @Test func thingsOfAnotherRecordingAreLookedForThere() throws {
        var scope = Scope(recording: try sample("hello"))
        scope.names["other"] = try Selector("first segment with frameCount > 0").item(
            in: Scope(recording: sample("lengths")))
        // Where the other recording is not at hand, there is nothing to look in; where it is, it is looked in.
        #expect(throws: LanguageError.self) { try Selector("frames of other").items(in: scope) }
        scope.others = [try sample("lengths")]
        #expect(try !Selector("frames of other").items(in: scope).isEmpty)
    }
}
