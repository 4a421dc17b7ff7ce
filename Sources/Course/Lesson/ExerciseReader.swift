import Dissection
import Simulation

// Reads one exercise from the YAML of its fenced block. Keys: `id`, `ask`, `hints`; `about`, `replies`, `explain`; for practice `scene`, `level`; and by kind
//
//   predict, choice   options: [{ text, when, reply }]
//   number            answer (an expression), unit
//   text              answer, exact (true where the case of letters matters)
//   bytes             answer
//   build             from, that (a condition on the frame), example (bytes)
//   find              answer (a selector)
//   flip              frame (a name), until (a condition on the changed frame)
//   order             things: [{ text, at }]
//
// A reply is { answer: expression, say } or { when: condition, say }.
extension Exercise {
    /// Reads the block of kind `kind` with the text `text`, which begins at line `line` of its file.
    init(kind: Kind, text: String, line: Int) throws(LessonError) {
        // The first line of the text stands behind that of the fence.
        let map = try YAMLMap(text, firstLine: line + 1)
        let common: Set = ["id", "ask", "about", "hints", "replies", "explain", "facts", "scene", "level"]
        try map.allow(common.union(Self.ownKeys[kind] ?? []))
        id = try map.string("id")
        self.kind = kind
        question = try MarkdownParser.blocks(of: try map.string("ask"), firstLine: map.line(of: "ask")).map(\.block)
        task = try Self.task(kind, map)
        about = map.has("about") ? try map.string("about") : nil
        hints = []
        for hint in try map.strings("hints") {
            hints.append(try MarkdownParser.inlines(of: hint.text, line: hint.line))
        }
        explanation = try map.optionalProse("explain")
        replies = []
        for reply in try map.maps("replies") { replies.append(try Reply(reply)) }
        facts = try Fact.named(by: map)
        drill = try Self.drill(map)
        self.line = line
    }

    private static let ownKeys: [Kind: Set<String>] = [
        .predict: ["options"], .choice: ["options"], .number: ["answer", "unit"], .text: ["answer", "exact"],
        .bytes: ["answer"], .build: ["from", "that", "example"], .find: ["answer"], .flip: ["frame", "until"],
        .order: ["things"],
    ]

    private static func drill(_ map: YAMLMap) throws(LessonError) -> (scene: Scene, level: Int)? {
        guard map.has("scene") else { return nil }
        let level = try map.number("level", in: Drill.levels)
        guard let scene = Scene(rawValue: try map.string("scene")) else {
            let known = Scene.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw LessonError(line: map.line(of: "scene"), problem: "the scene is none of \(known)")
        }
        return (scene, level)
    }

    private static func task(_ kind: Kind, _ map: YAMLMap) throws(LessonError) -> Task {
        switch kind {
        case .predict, .choice: return .choose(try options(map))
        case .number: return .number(try map.expression("answer"), unit: map.has("unit") ? try map.string("unit") : nil)
        case .text:
            return .text(try map.expression("answer"), isExact: map.has("exact") ? try map.truth("exact") : false)
        case .bytes: return .bytes(try map.expression("answer"))
        case .build:
            guard let side = Side(rawValue: try map.string("from")) else {
                throw LessonError(line: map.line(of: "from"), problem: "`from` must be client or server")
            }
            return .build(
                from: side, condition: try map.expression("that"), example: try map.expression("example"))
        case .find: return .find(try map.selector("answer"))
        case .flip: return .flip(try map.string("frame"), condition: try map.expression("until"))
        case .order:
            var things: [OrderedThing] = []
            for thing in try map.maps("things") {
                try thing.allow(["text", "at"])
                things.append(OrderedThing(text: try thing.prose("text"), rank: try thing.expression("at")))
            }
            guard (2...9).contains(things.count) else {
                throw LessonError(line: map.line(of: "things"), problem: "2 to 9 things can be put in order")
            }
            return .order(things)
        }
    }

    // At most four, so that their letters are none of the runner's keys.
    private static func options(_ map: YAMLMap) throws(LessonError) -> [Option] {
        var options: [Option] = []
        for option in try map.maps("options") {
            try option.allow(["text", "when", "reply"])
            options.append(
                Option(
                    text: try option.prose("text"), condition: try option.expression("when"),
                    reply: try option.optionalProse("reply")))
        }
        guard (2...4).contains(options.count) else {
            throw LessonError(line: map.line(of: "options"), problem: "there must be 2 to 4 options")
        }
        return options
    }
}

extension Exercise.Reply {
    init(_ map: YAMLMap) throws(LessonError) {
        try map.allow(["answer", "when", "say"])
        guard map.has("answer") != map.has("when") else {
            throw LessonError(line: map.line, problem: "a reply has either `answer` or `when`")
        }
        trigger = map.has("answer") ? .answer(try map.expression("answer")) : .condition(try map.expression("when"))
        text = try map.prose("say")
    }
}

extension Fact {
    /// The facts in the list `facts` of `map`; none where there is no such key.
    static func named(by map: YAMLMap) throws(LessonError) -> [Fact] {
        var facts: [Fact] = []
        for fact in map.has("facts") ? try map.strings("facts") : [] {
            guard let known = Fact(rawValue: fact.text) else {
                throw LessonError(line: fact.line, problem: "there is no fact `\(fact.text)`")
            }
            facts.append(known)
        }
        return facts
    }
}
