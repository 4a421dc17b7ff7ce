import TLS
import Testing

@Suite struct ContentTypeTests {
    @Test func knowsTheNumbersOfTheRFC() { #expect(ContentType.handshake.rawValue == 22) }
}
