#if os(Linux)
import Glibc
import Wire

/// The addresses of this host's interfaces.
enum HostAddresses {
    /// All of them; none where the system does not tell.
    static func all() -> Set<IPAddress> {
        var first: UnsafeMutablePointer<ifaddrs>?
        // The system makes a list that is this function's until it is given back; nothing of it is kept.
        guard unsafe getifaddrs(&first) == 0 else { return [] }
        defer { unsafe freeifaddrs(first) }
        var addresses: Set<IPAddress> = []
        var next = unsafe first
        while let entry = unsafe next {
            if let address = unsafe entry.pointee.ifa_addr.flatMap({ unsafe self.address($0) }) {
                addresses.insert(address)
            }
            unsafe next = entry.pointee.ifa_next
        }
        return addresses
    }

    /// The address in a structure that says of itself how long it is, by its family.
    private static func address(_ pointer: UnsafeMutablePointer<sockaddr>) -> IPAddress? {
        switch unsafe CInt(pointer.pointee.sa_family) {
        case AF_INET:
            let bytes = unsafe UnsafeRawBufferPointer(start: pointer, count: MemoryLayout<sockaddr_in>.size)
            return IPAddress(ipv4: UInt32(truncatingIfNeeded: unsafe number(bytes[4..<8])))
        case AF_INET6:
            let bytes = unsafe UnsafeRawBufferPointer(start: pointer, count: MemoryLayout<sockaddr_in6>.size)
            return unsafe IPAddress(ipv6: number(bytes[8..<16]), number(bytes[16..<24]))
        default: return nil
        }
    }

    private static func number(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 {
        unsafe bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
#endif
