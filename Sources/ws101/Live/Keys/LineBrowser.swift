import Query
import Report
import Terminal

/// The lines of a live capture, as one scrolls through them: which are shown, where one is, and what is asked for.
struct LineBrowser {
    /// What the one who owns the screen is to do.
    enum Action: Equatable {
        case leave
        case open(LiveLine.Subject)
        case save
        case help
    }

    private let scrollback: Scrollback
    /// How many lines there is room for.
    var rows = 22
    /// For how long lines are looked through at a time; nil: until all were.
    var budget: Duration?
    /// The session that alone is shown; nil: all.
    private(set) var session: Int?
    /// The filter that was typed; empty: none.
    private(set) var filterText = ""
    private var filter: PayloadPattern?
    /// The filter that is being typed; nil: none is.
    private(set) var entry: String?
    /// What is wrong with what was typed.
    private(set) var problem: String?
    /// Whether the newest line is where one is.
    private(set) var isFollowing = false
    /// The number of the line where one is.
    private(set) var cursor = 0
    /// How many columns are left out on the left.
    private(set) var shift = 0
    /// The numbers of the lines that are shown, of those before `examined`.
    private var matches: [Int] = []
    private var examined = 0
    /// How many lines the filter took too long for.
    private var givenUp = 0
    /// Where the cursor is to go once all lines were looked through.
    private var wanted: Int?
    /// Where the first line on the screen stands in `matches`.
    private var top = 0

    /// The lines of `scrollback`, at the newest one.
    init(_ scrollback: Scrollback) {
        self.scrollback = scrollback
        refresh()
        moveToEnd()
        isFollowing = false
    }

    /// A line on the screen.
    struct Row {
        var line: LiveLine
        var isHere: Bool
    }

    /// The lines on the screen.
    var visible: [Row] {
        matches[min(top, matches.count)..<min(top + rows, matches.count)].compactMap { number in
            scrollback[number].map { Row(line: $0, isHere: number == cursor) }
        }
    }

    /// How many lines are shown, and which of them is the one where one is, from 1.
    var place: (number: Int, count: Int) { (matches.isEmpty ? 0 : index + 1, matches.count) }

    /// How many lines came after the last one on the screen.
    var below: Int { max(0, matches.count - top - rows) }

    /// The line where one is; nil where none is shown.
    var line: LiveLine? { matches.isEmpty ? nil : scrollback[cursor] }

    // Where the cursor's line stands, or the one after it.
    private var index: Int { matches.partitioningIndex { $0 >= cursor } }

    // MARK: Lines

    /// Whether lines are left that were not looked through yet.
    private(set) var isSearching = false

    /// Takes in what came, as far as there is time, and lets go of what has gone.
    mutating func refresh() {
        let range = scrollback.range
        let gone = matches.partitioningIndex { $0 >= range.lowerBound }
        matches.removeFirst(gone)
        top = max(0, top - gone)
        let start = ContinuousClock.now
        examined = max(examined, range.lowerBound)
        // Few of them at a time: nobody waits for the lock long, nor a key for an expression that takes its time.
        while examined < range.upperBound, budget.map({ ContinuousClock.now - start < $0 }) ?? true {
            let part = examined..<min(examined + (filter == nil ? 256 : 1), range.upperBound)
            for (number, line) in scrollback.lines(in: part) where isShown(line) { matches.append(number) }
            examined = part.upperBound
            if givenUp >= Self.mostGivenUp { giveFilterUp() }
        }
        isSearching = examined < range.upperBound
        if isFollowing { return moveToEnd() }
        if let wanted {
            move(to: matches.partitioningIndex { $0 >= wanted })
            if !isSearching {
                self.wanted = nil
                top = max(0, index - rows / 2)
            }
        }
        if !matches.isEmpty { cursor = matches[min(index, matches.count - 1)] }
        keepVisible()
    }

    /// So many lines are searched in vain before the filter is given up.
    private static let mostGivenUp = 3

    private mutating func giveFilterUp() {
        (filter, filterText) = (nil, "")
        examineAgain()
        problem = "this expression takes too long; all lines are shown"
    }

    private mutating func isShown(_ line: LiveLine) -> Bool {
        if let session, line.subject?.session != session { return false }
        guard let filter else { return true }
        for bytes in [Array(StyledRun.text(of: line.text).utf8), line.payload] {
            switch filter.search(bytes) {
            case .found: return true
            case .notFound: break
            case .givenUp: givenUp += 1
            }
        }
        return false
    }

    /// Looks through all lines anew; the cursor stays where it is, or near it.
    private mutating func examineAgain() {
        wanted = cursor
        (matches, examined, top, givenUp, isSearching) = ([], 0, 0, 0, true)
    }

    // MARK: Moving

    private mutating func move(to index: Int) {
        guard !matches.isEmpty else { return }
        cursor = matches[max(0, min(index, matches.count - 1))]
        keepVisible()
    }

    private mutating func moveToEnd() {
        move(to: matches.count - 1)
        (isFollowing, wanted) = (true, nil)
    }

    private mutating func keepVisible() {
        let index = index
        if index < top { top = index }
        if index >= top + rows { top = index - rows + 1 }
        top = max(0, min(top, matches.count - rows))
    }

    private mutating func go(to condition: (LiveLine) -> Bool, called name: String) {
        let index = index
        let order = Array(matches.indices.dropFirst(index + 1)) + Array(matches.indices.prefix(index + 1))
        for next in order {
            if let line = scrollback[matches[next]], condition(line) {
                isFollowing = false
                return move(to: next)
            }
        }
        problem = "no \(name)"
    }

    // MARK: Keys

    /// Does what the key says.
    ///
    /// - Returns: what is left to do for the one who owns the screen.
    mutating func take(_ key: Key) -> Action? {
        (problem, wanted) = (nil, nil)
        if entry != nil {
            edit(key)
            return nil
        }
        switch key {
        case .left: shift = max(0, shift - 20)
        case .right: shift = min(shift + 20, 4000)
        default: return LiveKey(key).flatMap { take($0) }
        }
        return nil
    }

    private mutating func take(_ key: LiveKey) -> Action? {
        switch key {
        case .up, .pageUp, .first:
            isFollowing = false
            move(to: key == .first ? 0 : index - (key == .up ? 1 : rows))
        case .down: move(to: index + 1)
        case .pageDown: move(to: index + rows)
        case .last: moveToEnd()
        case .goOn:
            if isFollowing { isFollowing = false } else { moveToEnd() }
        case .mark: if !matches.isEmpty { scrollback.toggleMark(cursor) }
        case .nextMark: go(to: { $0.isMarked }, called: "marked line")
        case .nextFinding: go(to: { $0.isFinding }, called: "finding")
        case .follow: follow()
        case .filter: entry = filterText
        case .open:
            guard let subject = line?.subject else {
                problem = "this line tells of no message"
                return nil
            }
            isFollowing = false
            return .open(subject)
        case .save: return .save
        case .help: return .help
        case .back: return .leave
        case .aside: break
        }
        return nil
    }

    private mutating func follow() {
        if session != nil {
            session = nil
        } else if let number = line?.subject?.session {
            session = number
        } else {
            problem = "this line belongs to no session"
            return
        }
        examineAgain()
    }

    private mutating func edit(_ key: Key) {
        switch key {
        case .character(let character): entry?.append(character)
        case .backspace: if entry?.isEmpty == true { entry = nil } else { entry?.removeLast() }
        case .control("u"): entry = ""
        case .escape: entry = nil
        case .enter:
            let text = entry ?? ""
            entry = nil
            set(filter: text)
        default: break
        }
    }

    /// Shows only what has that text in it; an empty one stands for everything.
    mutating func set(filter text: String) {
        do throws(LanguageError) {
            filter = text.isEmpty ? nil : try PayloadPattern(text)
            filterText = text
            examineAgain()
        } catch {
            problem = error.problem + "; the filter stays as it was"
        }
    }

}

extension [Int] {
    /// The first place from which on the condition holds, in numbers for which it holds from some place on.
    func partitioningIndex(where condition: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
