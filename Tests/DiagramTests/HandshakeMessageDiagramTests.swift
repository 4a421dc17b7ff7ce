import TLS
import TestKit
import Testing
import Wire

@testable import Diagram

@Suite struct HandshakeMessageDiagramTests {
    private func diagram(_ message: TLSMessages.Message) -> HandshakeMessageDiagram {
        HandshakeMessageDiagram(bytes: message.bytes, context: message.context, title: "from the client")
    }

    @Test(arguments: [(80, false), (40, true)]) func showsAClientHello(width: Int, ascii: Bool) {
        let text = diagram(TLSMessages.clientHello).text(on: Screen(width: width, color: false, ascii: ascii))
        let difference = Golden.difference("diagram/client-hello-\(width)\(ascii ? "-ascii" : "").txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test func showsAServerHello() {
        let text = diagram(TLSMessages.serverHello).text(on: Screen(width: 80, color: false, ascii: false))
        let difference = Golden.difference("diagram/server-hello-80.txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test(arguments: TLSMessages.all.indices) func fitsEveryScreen(index: Int) {
        let diagram = diagram(TLSMessages.all[index])
        for width in sampleWidths {
            for screen in screens(width: width) { expectFits(diagram.text(on: screen), screen, diagram.name) }
        }
        expectGoodSVG(diagram.svg(), diagram.name)
        expectGoodSVG(diagram.svg(light: true), diagram.name)
    }

    @Test(arguments: [0, 1, 3, 4, 20, 44, 75, 110, 160, 200]) func showsWhatIsThereOfACutMessage(count: Int) {
        let whole = TLSMessages.clientHello
        let diagram = HandshakeMessageDiagram(bytes: Array(whole.bytes.prefix(count)), context: whole.context)
        for width in [20, 80] {
            for screen in screens(width: width) { expectFits(diagram.text(on: screen), screen, "\(count) bytes") }
        }
        let text = diagram.text(on: Screen(width: 200, color: false, ascii: false))
        #expect(text.contains("The message ends early"), "\(text)")
        expectGoodSVG(diagram.svg(), "\(count) bytes")
    }

    @Test(arguments: 0..<10) func fitsWithRandomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed)
        var message = TLSMessages.all[Int(seed) % TLSMessages.all.count]
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            let place = Int.random(in: 4..<message.bytes.count, using: &generator)
            message.bytes[place] = UInt8.random(in: 0...255, using: &generator)
        }
        for width in [20, 33, 80] {
            for screen in screens(width: width) {
                expectFits(diagram(message).text(on: screen), screen, "seed \(seed)")
            }
        }
        expectGoodSVG(diagram(message).svg(), "seed \(seed)")
    }

    @Test func escapesTheNameOfTheServer() {
        var message = TLSMessages.clientHello
        // The first letter of the server name.
        let place = message.bytes.firstIndex(of: UInt8(ascii: "e")) ?? 0
        message.bytes[place] = 0x1b
        let text = diagram(message).text(on: Screen(width: 80, color: false, ascii: false))
        #expect(!text.contains("\u{1b}") && text.contains("1b 63 68 6f"))
    }

    @Test func saysThatAnExtensionIsBroken() {
        let message = TLSMessages.hello(extensions: [0, 0, 0, 5, 0, 9, 0, 0, 1])
        let text = diagram(message).text(on: Screen(width: 200, color: false, ascii: false))
        #expect(text.contains("! An extension doesn't have the form that its RFC gives it, at Server name list length"))
    }

    @Test func saysThatTheServerCouldDoMore() {
        var message = TLSMessages.serverHello12
        message.bytes.replaceSubrange(30..<38, with: Array("DOWNGRD\u{1}".utf8))
        let text = diagram(message).text(on: Screen(width: 200, color: false, ascii: false))
        #expect(text.contains("the server speaks TLS 1.3, too"))
    }

    @Test func callsAHelloRetryRequestByItsName() {
        var message = TLSMessages.serverHello
        message.bytes.replaceSubrange(
            6..<38,
            with: [
                0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
                0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
            ])
        #expect(diagram(message).name == "HelloRetryRequest")
    }

    @Test func cutsLongLists() {
        let suites = (0..<200).flatMap { [0x13, UInt8($0)] as [UInt8] }
        let text = diagram(TLSMessages.hello(suites: suites)).text(on: Screen(width: 80, color: false, ascii: false))
        #expect(text.contains("200:") && text.contains("and 176 more") && text.split(separator: "\n").count < 60)
    }
}

/// Messages with what earlier ones have settled.
enum TLSMessages {
    struct Message: Sendable {
        var bytes: [UInt8]
        var context = HandshakeContext()
    }

    private static let curve = HandshakeContext(version: .tls12, suite: CipherSuite(rawValue: 0xc02f))

    static let clientHello = Message(bytes: RecordedMessages.clientHello13)
    static let serverHello = Message(bytes: RecordedMessages.serverHello13)
    static let serverHello12 = Message(bytes: RecordedMessages.serverHello12)

    static let all = [
        clientHello, serverHello, serverHello12, Message(bytes: RecordedMessages.clientHello12),
        Message(bytes: RecordedMessages.certificate12, context: curve),
        Message(bytes: RecordedMessages.serverKeyExchange, context: curve),
        Message(bytes: RecordedMessages.clientKeyExchange, context: curve),
        Message(bytes: RecordedMessages.ticket12, context: curve),
        Message(
            bytes: RecordedMessages.rsaKeyExchange,
            context: HandshakeContext(version: .tls12, suite: CipherSuite(rawValue: 0x009c))),
        Message(bytes: [20, 0, 0, 12] + [UInt8](1...12), context: curve),
        Message(bytes: [24, 0, 0, 1, 1], context: HandshakeContext(version: .tls13)),
        Message(bytes: [14, 0, 0, 0], context: curve), Message(bytes: [99, 0, 0, 2, 0x1b, 0x5b]),
        Message(
            bytes: [25, 0, 0, 11, 0, 2, 0, 4, 0, 0, 0, 3, 7, 8, 9], context: HandshakeContext(version: .tls13)),
    ]

    /// A ClientHello of TLS 1.2 with these suites and extensions.
    static func hello(suites: [UInt8] = [0x13, 0x01], extensions: [UInt8] = []) -> Message {
        let two = { (count: Int) in [UInt8(count >> 8), UInt8(count & 0xff)] }
        var body: [UInt8] = [3, 3] + [UInt8](repeating: 7, count: 32) + [0]
        body += two(suites.count) + suites + [1, 0] + two(extensions.count) + extensions
        return Message(bytes: [1, 0] + two(body.count) + body)
    }
}
