import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

/// Tests of what is said about an end that TCP's own segments explain.
protocol EndDiagnosing {}

extension EndDiagnosing {
    func diagnosis(_ play: (inout Playbook) -> Void) throws -> Diagnosis {
        var book = Playbook()
        book.upgrade()
        book.frame(.client, .text, [UInt8](repeating: 65, count: 300))
        book.frame(.server, .text, [66])
        play(&book)
        return Diagnosis(of: try #require(book.trace().sessions.first))
    }

    func text(_ diagnosis: Diagnosis) -> String {
        ([diagnosis.verdict] + diagnosis.facts + diagnosis.causes.flatMap { [$0.claim] + $0.evidence })
            .joined(separator: "\n")
    }
}
