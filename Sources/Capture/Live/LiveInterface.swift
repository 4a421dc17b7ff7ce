internal import CPcap
public import Wire

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An interface of this host that libpcap can capture on.
public struct LiveInterface: Hashable, Sendable {
    /// The name for `-i`.
    public var name: String
    /// What it is, if the system says so.
    public var description: String?
    /// Its IPv4 and IPv6 addresses.
    public var addresses: [IPAddress]
    /// Whether it is up.
    public var isUp: Bool
    /// Whether it is running: it has its cable, its network, its other end.
    public var isRunning: Bool
    /// Whether it is the loopback interface.
    public var isLoopback: Bool

    /// Whether it stands for all interfaces, as Linux has it.
    public var isAny: Bool { name == "any" }

    // Reads an element of the library's list, whose strings and addresses live as long as the list.
    fileprivate init(_ device: pcap_if_t) {
        unsafe name = String(cString: device.name)
        unsafe description = device.description.map { unsafe String(cString: $0) }
        let flags = unsafe device.flags
        isLoopback = flags & UInt32(PCAP_IF_LOOPBACK) != 0
        isUp = flags & UInt32(PCAP_IF_UP) != 0
        isRunning = flags & UInt32(PCAP_IF_RUNNING) != 0
        addresses = []
        var next = unsafe device.addresses
        while let entry = unsafe next {
            if let address = unsafe entry.pointee.addr, let ip = unsafe IPAddress(address) { addresses.append(ip) }
            unsafe next = entry.pointee.next
        }
    }
}

extension LiveCapture {
    /// All interfaces that can be captured on, the one that a capture without a name takes first.
    ///
    /// - Throws: `CaptureError` of kind `unavailable` when the system cannot list them.
    public static func interfaces() throws(CaptureError) -> [LiveInterface] {
        var first: UnsafeMutablePointer<pcap_if_t>?
        var status: CInt = 0
        // The library makes the list; it is copied and freed below.
        let message = unsafe Libpcap.message { buffer in unsafe status = pcap_findalldevs(&first, buffer) }
        guard status == 0 else {
            throw CaptureError(.unavailable, file: "interfaces", problem: "cannot be listed: \(message)")
        }
        defer { unsafe pcap_freealldevs(first) }
        var interfaces: [LiveInterface] = []
        var next = unsafe first
        while let device = unsafe next {
            unsafe interfaces.append(LiveInterface(device.pointee))
            unsafe next = device.pointee.next
        }
        return interfaces
    }
}

extension IPAddress {
    /// The address in a socket address of the system; nil for other families.
    init?(_ address: UnsafePointer<sockaddr>) {
        // A socket address is as long as its family says.
        switch CInt(unsafe address.pointee.sa_family) {
        case AF_INET:
            let bits = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr
            self.init(ipv4: UInt32(bigEndian: bits))
        case AF_INET6:
            let ip = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).sin6_addr
            let (high, low) = unsafe unsafeBitCast(ip, to: (UInt64, UInt64).self)
            self.init(ipv6: UInt64(bigEndian: high), UInt64(bigEndian: low))
        default:
            return nil
        }
    }
}
