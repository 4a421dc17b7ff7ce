// What the other sessions with the same server tell about the end of one.
extension Diagnosis {
    /// The server dropped this connection and went on with others: its process did not die.
    static func socketDropped(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> Cause? {
        guard end.side == .server, let survivor = evidence.neighbours?.survivor(of: end.time) else { return nil }
        return Cause(
            .socketDropped, strength: 72,
            "The server's program dropped this connection without a Close, and went on with others.",
            evidence: [
                "Session \(survivor.session), opened before with the same server, went on: the server sent frame "
                    + "\(survivor.frame) in it \(Quantity.duration(survivor.after)) after this end. So the server as a whole did "
                    + "not stop; of several worker processes, one may have."
            ],
            remedies: [
                Remedy(
                    .server,
                    "Look at its log at that time for what handled this session; let it close with 1011 when that fails."
                )
            ])
    }

    /// That the server ended other sessions at the same moment, which speaks for the end of its process.
    static func endedTogether(_ end: SessionEvidence.EndMark, _ evidence: SessionEvidence) -> [String] {
        guard end.side == .server, let others = evidence.neighbours?.endedTogether(at: end.time), others.count > 0
        else { return [] }
        let sessions = Quantity.count(others.count, "other session")
        return [
            "The server ended \(sessions) in the same way within \(Quantity.duration(max(others.within, 1))): that is what "
                + "the end of its process looks like."
        ]
    }
}
