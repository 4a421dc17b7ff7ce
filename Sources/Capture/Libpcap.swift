internal import CPcap
internal import Wire

/// The capture library of the system.
public enum Libpcap {
    /// Its name and version, as `libpcap version 1.10.3 (with TPACKET_V3)`.
    public static var version: String {
        // A constant C string of the library.
        guard let text = unsafe pcap_lib_version() else { return "libpcap" }
        return unsafe String(cString: text)
    }

    /// The library's number (DLT) for a link type: the numbers of raw IP differ between systems.
    static func number(_ linkType: LinkType) -> CInt {
        linkType == .raw ? DLT_RAW : CInt(linkType.rawValue)
    }

    /// The link type with that number (DLT) in the library.
    static func linkType(_ number: CInt) -> LinkType {
        number == DLT_RAW ? .raw : number == DLT_LOOP ? .loop : LinkType(rawValue: UInt16(truncatingIfNeeded: number))
    }

    /// Calls `body` with the room for a message that the library asks for, and gives what it wrote there.
    static func message(_ body: (UnsafeMutablePointer<CChar>) -> Void) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE) + 1)
        // The library writes at most PCAP_ERRBUF_SIZE bytes, a zero among them, and keeps no pointer to them.
        unsafe buffer.withUnsafeMutableBufferPointer { chars in
            if let start = chars.baseAddress { unsafe body(start) }
        }
        return text(buffer)
    }

    private static func text(_ chars: [CChar]) -> String {
        String(decoding: chars.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A handle of the library, closed at the end of its life.
@safe
struct PcapHandle: ~Copyable {
    // Made by the library, owned by this value alone, closed once in deinit.
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe pcap_close(pointer) }

    /// The library's words for what went wrong last.
    var message: String {
        // A C string inside the handle; copied at once.
        guard let text = unsafe pcap_geterr(pointer) else { return "unknown error" }
        return unsafe String(cString: text)
    }
}

/// A filter expression compiled for one link type, freed at the end of its life.
@safe
struct FilterProgram: ~Copyable {
    // Filled by the library, owned by this value alone, freed once in deinit.
    private var program: bpf_program

    /// Compiles `expression` for packets of the handle's link type; nil when that fails: the handle has the message.
    init?(_ expression: String, for handle: borrowing PcapHandle) {
        var program = unsafe bpf_program()
        // The library fills the program, which outlives the call, and keeps neither pointer.
        guard unsafe pcap_compile(handle.pointer, &program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0 else {
            return nil
        }
        unsafe self.program = program
    }

    deinit {
        // The library frees the instructions that the copy points to as well.
        var last = unsafe program
        unsafe pcap_freecode(&last)
    }

    /// Has the handle give only packets that match; false when that fails: the handle has the message.
    mutating func apply(to handle: borrowing PcapHandle) -> Bool {
        // The library copies the program.
        unsafe pcap_setfilter(handle.pointer, &program) == 0
    }

    /// Whether a packet matches.
    mutating func matches(_ bytes: RawSpan, originalLength: Int) -> Bool {
        var header = pcap_pkthdr()
        header.caplen = UInt32(truncatingIfNeeded: bytes.byteCount)
        header.len = UInt32(truncatingIfNeeded: originalLength)
        // The library checks every load of the program against `caplen`, and keeps no pointer.
        return unsafe bytes.withUnsafeBytes { packet in
            unsafe pcap_offline_filter(&program, &header, packet.baseAddress) != 0
        }
    }
}
