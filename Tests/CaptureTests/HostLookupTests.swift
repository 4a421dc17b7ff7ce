import Testing
import Wire

@testable import Capture

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

@Suite struct HostLookupTests {
    @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("[::1]", "::1"), ("2001:db8::7", "2001:db8::7")])
    func readsAddresses(host: String, address: String) throws {
        #expect(try HostLookup.addresses(of: host).map(\.description) == [address])
    }

    @Test func looksNamesUp() throws {
        #expect(try HostLookup.addresses(of: "localhost").allSatisfy(\.isLoopback))
    }

    @Test(arguments: ["", "[]"])
    func anEmptyNameIsNoHost(host: String) {
        let error = #expect(throws: CaptureError.self) { try HostLookup.addresses(of: host) }
        #expect(error?.kind == .usage)
        #expect(error?.problem == "there is no host '\(host)' that this system knows")
    }

    // Without a name server it is not known whether there is such a host.
    @Test(arguments: ["no such host", "nowhere.invalid"])
    func anUnknownHostIsAnError(host: String) {
        let error = #expect(throws: CaptureError.self) { try HostLookup.addresses(of: host) }
        #expect(error?.kind == .usage || error?.kind == .unavailable)
        #expect(error?.problem.contains("'\(host)'") == true)
    }

    @Test func aLookUpThatFailsDoesNotSayThatThereIsNoSuchHost() {
        let unknown = HostLookup.failure(of: "db", EAI_NONAME)
        #expect(unknown.kind == .usage)
        #expect(unknown.problem == "there is no host 'db' that this system knows")
        let failed = HostLookup.failure(of: "db", EAI_AGAIN)
        #expect(failed.kind == .unavailable)
        #expect(failed.problem.hasPrefix("the host 'db' can't be looked up: "))
        #expect(!failed.problem.hasSuffix(": ") && !failed.problem.contains("no host"))
    }
}
