import Dissection
import Report

/// Finds what a line tells of in packets that are dissected anew: where the first ones are missing by now, sessions and frames
/// have other numbers.
final class SubjectFinder: DissectionHandler {
    /// Where it is.
    struct Place {
        var session: Int
        var frame: Int?
        var message: Int?
    }

    /// Where it is; nil if it was not found.
    private(set) var found: Place?
    private let subject: LiveLine.Subject
    /// How many of the frames of each session began in the packet so far.
    private var frames: [Int: Int] = [:]

    init(_ subject: LiveLine.Subject) { self.subject = subject }

    func handle(_ event: DissectionEvent) {
        switch event {
        case .session(let start) where start.packet == subject.begin:
            // With its beginning there, its numbers are those that it had.
            found = Place(session: start.session, frame: subject.frame, message: subject.message)
        case .frame(let frame) where found == nil && frame.packets.first == subject.packet:
            let ordinal = frames[frame.session, default: 0]
            frames[frame.session] = ordinal + 1
            guard ordinal == subject.ordinal else { return }
            let (isFrame, isMessage) = (subject.frame != nil, subject.message != nil)
            found = Place(
                session: frame.session, frame: isFrame ? frame.frame : nil, message: isMessage ? frame.message : nil)
        default: break
        }
    }
}
