import Testing

@testable import Processes

@Suite struct SearchTrialTests {
    #if os(Linux)
    @Test func aConnectionOfOnesOwnIsFound() {
        // A program that another test starts has this process's files too, until it runs.
        #expect((0..<200).contains { _ in SearchTrial.run(LocalSearch()) == .found })
    }
    #endif

    @Test func whatIsNotFoundIsSaid() {
        #expect(SearchTrial.run(BlindSearch()) == .notFound)
        #expect(SearchTrial.run(nil) == .unsupported)
    }

    /// Finds nobody.
    private final class BlindSearch: OwnerSearch {
        func owners(of connections: [SocketPair], effort: SearchEffort) -> [ConnectionOwners] {
            connections.map { _ in ConnectionOwners() }
        }
    }
}
