import Foundation
import Testing

@testable import ws101

@Suite struct LastPacketsTests {
    @Test(arguments: [
        ("", "here.pcapng"), ("y", "here.pcapng"), ("  Yes ", "here.pcapng"), ("n", nil), ("NO", nil), ("q", nil),
        ("other.pcapng", "other.pcapng"), (" a b ", "a b"), ("/dev/null", "/dev/null"),
    ])
    func anAnswerNamesAFileOrNone(answer: String, file: String?) {
        #expect(LastPackets.file(answer, "here.pcapng") == file)
    }

    @Test func aTildeIsTheHomeFolder() {
        let home = FileManager.default.homeDirectoryForCurrentUser.path
        #expect(LastPackets.file("~/x.pcapng", "y") == home + "/x.pcapng")
    }

    @Test func theProposalIsNoFileThatIsThere() throws {
        let proposal = LastPackets.proposal(at: Date(timeIntervalSince1970: 1_700_000_000))
        #expect(proposal.hasPrefix("ws101-") && proposal.hasSuffix(".pcapng"))
        #expect(!FileManager.default.fileExists(atPath: proposal))
    }
}
