import Testing
import Wire

@testable import Capture

@Suite struct HostLookupTests {
    @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("[::1]", "::1"), ("2001:db8::7", "2001:db8::7")])
    func readsAddresses(host: String, address: String) throws {
        #expect(try HostLookup.addresses(of: host).map(\.description) == [address])
    }

    @Test func looksNamesUp() throws {
        #expect(try HostLookup.addresses(of: "localhost").allSatisfy(\.isLoopback))
    }

    @Test(arguments: ["", "no such host", "[]", "nowhere.invalid"])
    func anUnknownHostIsAUsageError(host: String) {
        let error = #expect(throws: CaptureError.self) { try HostLookup.addresses(of: host) }
        #expect(error?.kind == .usage)
        #expect(error?.problem.contains("'\(host)'") == true)
    }
}
