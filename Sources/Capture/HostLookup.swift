public import Wire

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The addresses of hosts, as this system knows them.
public enum HostLookup {
    /// The addresses of `host`: the one that it writes (`127.0.0.1`, `::1`, `[::1]`), or those that the system has for the
    /// name, in its order.
    ///
    /// - Throws: `CaptureError`, of kind `usage` when there is no such host, of kind `unavailable` when it can't be looked up.
    public static func addresses(of host: String) throws(CaptureError) -> [IPAddress] {
        let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        guard !name.isEmpty else { throw failure(of: host, EAI_NONAME) }
        var list: UnsafeMutablePointer<addrinfo>?
        // The name is a C string during the call; the library makes the list, which is copied and freed below.
        let status = unsafe getaddrinfo(name, nil, nil, &list)
        guard status == 0 else { throw failure(of: host, status) }
        defer { unsafe freeaddrinfo(list) }
        var found: [IPAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            // An entry's address is as long as its family says, and there is one entry for each kind of socket.
            if let address = unsafe entry.pointee.ai_addr, let ip = unsafe IPAddress(address), !found.contains(ip) {
                found.append(ip)
            }
            unsafe next = entry.pointee.ai_next
        }
        // No address would stand for every host.
        guard !found.isEmpty else { throw failure(of: host, EAI_NONAME) }
        return found
    }

    /// The error for a look-up that ended with `status`, one of the numbers of getaddrinfo(3).
    static func failure(of host: String, _ status: CInt) -> CaptureError {
        guard status != EAI_NONAME else {
            return CaptureError(
                .usage, file: "--host", problem: "there is no host '\(host)' that this system knows",
                advice: "A host is an address (10.0.0.7, ::1) or a name that has one.")
        }
        // The text belongs to the library, and stays.
        let reason = unsafe String(cString: gai_strerror(status))
        return CaptureError(
            .unavailable, file: "--host", problem: "the host '\(host)' can't be looked up: \(reason)",
            advice: "An address (10.0.0.7, ::1) needs no look-up.")
    }
}
