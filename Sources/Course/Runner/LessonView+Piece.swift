import Diagram
import Dissection
import Query

extension LessonView {
    /// The view for a learner; the field list of a picture is folded.
    func piece(in scope: Scope) -> Piece {
        guard kind == .frame || kind == .picture, case .things(let reference) = subject,
            case .frame(let frame)? = (try? reference.items(in: scope))?.first
        else { return .block { try text(in: scope, on: $0.screen) } }
        return kind == .picture
            ? Piece(
                manner: .block, draw: { Self.diagram(frame).picture(on: $0.screen) }, folded: Self.details(of: frame))
            : Self.piece(frame)
    }

    private static func piece(_ frame: RecordedFrame, isJudged: Bool = true) -> Piece {
        Piece(
            manner: .block, draw: { diagram(frame, isJudged: isJudged).overview(on: $0.screen) },
            folded: details(of: frame, isJudged: isJudged))
    }

    private static func details(of frame: RecordedFrame, isJudged: Bool = true) -> [Piece] {
        [.block { diagram(frame, isJudged: isJudged).details(on: $0.screen) }]
    }

    /// The closest look at a thing that there is; `isJudged` with what was found about it.
    static func closeUp(_ item: Item, in scope: Scope, isJudged: Bool = true) -> [Piece] {
        let heading = Piece(manner: .heading) { $0.note(title(item, in: scope), .heading) }
        switch item {
        case .frame(let frame): return [heading, piece(frame, isJudged: isJudged)]
        case .session(let session): return [.block { handshake(session, isJudged: isJudged, on: $0.screen) }]
        case .message, .segment, .record: return [heading, .block { bytes(of: item, on: $0.screen) }]
        case .finding(let finding):
            return [.prose { $0.note("\(finding.event.rule.rawValue): \(finding.event.detail)") }]
        }
    }
}
