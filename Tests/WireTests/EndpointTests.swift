import Testing
import Wire

@Suite struct EndpointTests {
    /// RFC 5952 §4 and §5.
    @Test(arguments: [
        (UInt64(0x2001_0db8_0000_0000), UInt64(0x0000_0000_0000_0001), "2001:db8::1"),
        (0x2001_0db8_0000_0001, 0x0001_0001_0001_0001, "2001:db8:0:1:1:1:1:1"),
        (0x2001_0000_0000_0001, 0x0000_0000_0000_0001, "2001:0:0:1::1"),
        (0x2001_0db8_0000_0000, 0x0001_0000_0000_0001, "2001:db8::1:0:0:1"),
        (0, 1, "::1"), (0, 0, "::"), (0, 0x0000_ffff_c000_0201, "::ffff:192.0.2.1"),
        (0xfe80_0000_0000_0000, 0xabcd_0000_0000_0000, "fe80::abcd:0:0:0"),
    ])
    func ipv6Text(high: UInt64, low: UInt64, text: String) {
        #expect(IPAddress(ipv6: high, low).description == text)
    }

    @Test func endpointsPutIPv6InBrackets() {
        #expect(Endpoint(address: IPAddress(ipv4: 0xc000_0201), port: 80).description == "192.0.2.1:80")
        #expect(Endpoint(address: IPAddress(ipv6: 0, 1), port: 443).description == "[::1]:443")
    }

    @Test(arguments: [
        (IPAddress(ipv4: 0x7f00_0001), true), (IPAddress(ipv4: 0x7fff_fffe), true),
        (IPAddress(ipv4: 0x0a00_0001), false),
        (IPAddress(ipv6: 0, 1), true), (IPAddress(ipv6: 0, 2), false),
        (IPAddress(ipv6: 0, 0x0000_ffff_7f00_0001), true), (IPAddress(ipv6: 0, 0x0000_ffff_0a00_0001), false),
    ])
    func loopback(address: IPAddress, isLoopback: Bool) {
        #expect(address.isLoopback == isLoopback)
    }
}
