import Diagram
import Query

/// What someone needs to see who comes to an exercise without having read what stands before it.
struct Lead {
    private let view: LessonView?
    private let about: Item?
    private let scope: Scope

    /// The lead to `exercise` of `lesson`, of which the parts `shown` are shown anyhow.
    ///
    /// Where there are such parts, the bytes in question are left to the key `e`, as for everybody else who reads them.
    init(_ exercise: Exercise, of lesson: Lesson, in scope: Scope, shown: [Lesson.Part] = []) {
        self.scope = scope
        let seen = shown.compactMap { if case .view(let view) = $0 { view } else { nil } }
        let view = seen.isEmpty ? lesson.view(before: exercise) : nil
        self.view = view
        let item = exercise.about.flatMap { scope.names[$0] }
        about = shown.isEmpty && view?.shows(item, in: scope) != true ? item : nil
    }

    /// The view, and the bytes in question where the view isn't of them.
    var pieces: [Piece] {
        var pieces: [Piece] = []
        if let view { pieces.append(view.piece(in: scope)) }
        if let about {
            pieces.append(Piece(manner: .heading) { [scope] in $0.note(LessonView.title(about, in: scope), .heading) })
            pieces.append(.block { LessonView.look(at: about, on: $0.screen) })
        }
        return pieces
    }
}

extension Lesson {
    /// What stands between the last heading before an exercise and it, without other exercises and pauses: what one needs
    /// who comes to it from elsewhere.
    func section(before exercise: Exercise) -> [Part] {
        var section: [Part] = []
        for part in parts {
            switch part {
            case .prose(let blocks):
                let heading = blocks.lastIndex { if case .heading = $0 { true } else { false } }
                section = heading.map { [.prose(Array(blocks[$0...]))] } ?? section + [part]
            case .view: section.append(part)
            case .exercise(let other) where other.id == exercise.id: return section
            case .exercise, .pause: break
            }
        }
        return section
    }

    /// The last view before an exercise.
    fileprivate func view(before exercise: Exercise) -> LessonView? {
        var view: LessonView?
        for part in parts {
            switch part {
            case .view(let next): view = next
            case .exercise(let other) where other.id == exercise.id: return view
            case .exercise, .prose, .pause: break
            }
        }
        return nil
    }
}

extension LessonView {
    // Whether the bytes of `item` are in it.
    fileprivate func shows(_ item: Item?, in scope: Scope) -> Bool {
        guard let item, kind == .frame || kind == .picture || kind == .bytes, case .things(let reference) = subject
        else {
            return false
        }
        return (try? reference.items(in: scope))?.first?.id == item.id
    }
}
