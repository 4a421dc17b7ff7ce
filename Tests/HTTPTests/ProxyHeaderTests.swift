import HTTP
import Testing
import Wire

/// A header of version 2 with this command, family and content.
func proxyBinary(_ family: UInt8, _ content: [UInt8], command: UInt8 = 1) -> [UInt8] {
    let signature: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]
    return signature + [0x20 | command, family, UInt8(content.count >> 8), UInt8(content.count & 255)] + content
}

@Suite struct ProxyHeaderTests {
    private static func header(_ bytes: [UInt8]) -> ProxyHeader? {
        if case .header(let header) = ProxyHeader.read(bytes) { header } else { nil }
    }

    @Test(arguments: [
        ("PROXY TCP4 203.0.113.7 198.51.100.20 51234 80\r\n", "203.0.113.7:51234", "198.51.100.20:80"),
        ("PROXY TCP6 2001:db8::1 ::1 1 65535\r\n", "[2001:db8::1]:1", "[::1]:65535"),
        ("PROXY TCP6 ::ffff:192.0.2.1 2001:db8:0:0:0:0:0:2 1 2\r\n", "[::ffff:192.0.2.1]:1", "[2001:db8::2]:2"),
    ])
    func line(text: String, client: String, server: String) throws {
        let bytes = Array(text.utf8)
        for end in bytes.indices where end > 0 { #expect(ProxyHeader.read(Array(bytes[..<end])) == .more) }
        let header = try #require(Self.header(bytes + Array("GET / HTTP/1.1".utf8)))
        #expect(header.version == 1)
        #expect(header.client?.description == client)
        #expect(header.server?.description == server)
        #expect(header.length == bytes.count)
    }

    @Test func unknownFamilyNamesNobody() throws {
        let header = try #require(Self.header(Array("PROXY UNKNOWN ff:: x 1 2\r\n".utf8)))
        #expect(header.client == nil)
        #expect(header.family == "UNKNOWN")
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n",
        "PROXY TCP4 1.2.3.256 5.6.7.8 1 2\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n", "PROXY / HTTP/1.1\r\n",
        "PROXY TCP6 1::2::3 ::1 1 2\r\n", "PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n",
        "PROXY \r\n", "\r\n\r\nGET / HTTP/1.1\r\n", "PROXY TCP4 " + String(repeating: "1", count: 200),
    ])
    func others(text: String) { #expect(ProxyHeader.read(Array(text.utf8)) == .none) }

    @Test func binaryForms() throws {
        let four: [UInt8] = [192, 0, 2, 1, 198, 51, 100, 2, 0xc8, 0x22, 0x01, 0xbb]
        let bytes = proxyBinary(0x11, four + [0x03, 0x00, 0x04, 1, 2, 3, 4])
        for end in 1..<bytes.count { #expect(ProxyHeader.read(Array(bytes[..<end])) == .more) }
        let header = try #require(Self.header(bytes + [0x16, 3, 1]))
        #expect(header.version == 2)
        #expect(header.client?.description == "192.0.2.1:51234")
        #expect(header.server?.description == "198.51.100.2:443")
        #expect(header.length == bytes.count)
        let six = [UInt8](repeating: 0, count: 15) + [1] + [UInt8](repeating: 0, count: 15) + [2, 0, 1, 0, 2]
        #expect(Self.header(proxyBinary(0x21, six))?.client?.description == "[::1]:1")
        #expect(Self.header(proxyBinary(0x31, [UInt8](repeating: 0, count: 216)))?.family == "UNIX socket")
        #expect(Self.header(proxyBinary(0, [], command: 0))?.isLocal == true)
        // An address that is cut short is none.
        #expect(Self.header(proxyBinary(0x11, [1, 2]))?.family == "UNKNOWN")
    }

    @Test func binaryFormsThatAreNone() {
        var bytes = proxyBinary(0x11, [UInt8](repeating: 0, count: 12))
        bytes[12] = 0x31
        #expect(ProxyHeader.read(bytes) == .none)
        bytes[12] = 0x22
        #expect(ProxyHeader.read(bytes) == .none)
        #expect(ProxyHeader.read(proxyBinary(0x11, [UInt8](repeating: 0, count: 5000))) == .none)
        #expect(ProxyHeader.read([]) == .more)
    }
}
