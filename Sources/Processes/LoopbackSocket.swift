#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// TCP sockets at 127.0.0.1.
public enum LoopbackSocket {
    /// A port that nothing listens on at this moment; nil if there is none.
    public static func freePort() -> UInt16? {
        let descriptor = make()
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return bindToLoopback(descriptor).map { UInt16(bigEndian: $0.sin_port) }
    }

    /// Makes a socket; -1 if the system gives none.
    static func make() -> CInt {
        #if canImport(Darwin)
        socket(AF_INET, SOCK_STREAM, 0)
        #else
        socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #endif
    }

    /// Gives a socket a port that the system chooses; its address, or nil if there is none.
    static func bindToLoopback(_ descriptor: CInt) -> sockaddr_in? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        // The address outlives the call, which reads it.
        let isBound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        return isBound ? self.address(of: descriptor) : nil
    }

    /// The near address of a socket.
    static func address(of descriptor: CInt) -> sockaddr_in? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // Address and size outlive the call, which fills them.
        let isTold = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe getsockname(descriptor, generic, &size) == 0
            }
        }
        return isTold ? address : nil
    }
}
