import Testing

@testable import Course

@Suite struct LearnerCommandTests {
    @Test(arguments: [
        ("", Command.proceed), ("  ", .proceed), ("q", .quit), ("QUIT", .quit), ("exit", .quit), ("?", .help),
        ("help", .help),
        ("h", .hint), ("hint", .hint), ("n", .next), ("next", .next), ("p", .previous), ("back", .previous),
        ("previous", .previous), ("l", .list(nil)), ("list", .list(nil)), ("l 3", .list("3")),
        ("list 3.2", .list("3.2")),
        ("l life", .list("life")), ("list of things", .answer("list of things")), ("e", .explore(nil)),
        ("e frame 7", .explore("frame 7")), ("explore  hello ", .explore("hello")), ("f", .fields), ("r", .again),
        ("b", .answer("b")), (" 12 bytes ", .answer("12 bytes")), ("=q", .answer("q")), ("= q ", .answer("q")),
        ("=", .answer("")), ("next one", .answer("next one")), ("e5 81", .answer("e5 81")),
    ])
    func reads(line: String, command: Command) {
        #expect(Command(line) { $0 == "life" } == command)
    }
}
