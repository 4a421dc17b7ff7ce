import Testing
import Wire

@testable import Processes

struct SearchMessagesTests {
    private let pairs = [
        SocketPair(
            client: Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 45110),
            server: Endpoint(address: IPAddress(ipv4: 0x0a00_0002), port: 80)),
        SocketPair(
            client: Endpoint(address: IPAddress(ipv6: 1, 2), port: 65535),
            server: Endpoint(address: IPAddress(ipv6: 0xfe80 << 48, 3), port: 443)),
    ]

    @Test(arguments: SearchEffort.allCases)
    func aQuestionArrivesAsItWasAsked(effort: SearchEffort) throws {
        let question = SearchMessages.question(pairs, effort: effort)
        let read = try #require(SearchMessages.connections(question))
        #expect(read.connections == pairs && read.effort == effort)
        #expect(SearchMessages.connections(question.dropLast()) == nil)
        #expect(SearchMessages.connections([]) == nil)
    }

    @Test func whatIsTooLongIsNoQuestion() {
        let most = Array(repeating: pairs[0], count: SearchMessages.limit)
        #expect(SearchMessages.connections(SearchMessages.question(most, effort: .full)) != nil)
        #expect(SearchMessages.connections(SearchMessages.question(most + pairs, effort: .full)) == nil)
    }

    @Test func anAnswerArrivesAsItWasGiven() {
        var first = ConnectionOwners()
        first.client = SocketOwner(
            uid: 1000, process: ProcessFacts(pid: 7, name: "node", script: "a b.js", ancestors: [3, 1]))
        first.server = SocketOwner(uid: 33)
        first.isHidden = true
        let answer = [first, ConnectionOwners()]
        #expect(SearchMessages.owners(SearchMessages.answer(answer), count: 2) == answer)
        #expect(SearchMessages.owners(SearchMessages.answer(answer), count: 1) == nil)
        #expect(SearchMessages.owners([], count: 2) == nil)
    }

    @Test func anAnswerOfTheLongestNamesFitsIntoADatagram() {
        var owners = ConnectionOwners()
        let name = String(repeating: "\u{1f600}", count: 64)
        owners.client = SocketOwner(
            uid: .max,
            process: ProcessFacts(
                pid: .max, name: name, script: name,
                ancestors: Array(repeating: .max, count: ProcessFacts.ancestorLimit)))
        owners.server = owners.client
        let answer = SearchMessages.answer(Array(repeating: owners, count: SearchMessages.limit))
        #expect(answer.count <= SearchMessages.longest)
    }
}
