public import Wire

/// Writes capture files field by field, right or wrong as a test wants them.
public struct CaptureFileBuilder {
    /// The order of the bytes of every number.
    public enum ByteOrder: CaseIterable, Sendable {
        /// The least significant byte first.
        case little
        /// The most significant byte first.
        case big
    }

    /// The file so far.
    public private(set) var bytes: [UInt8] = []
    /// The order of what is appended from now on.
    public var order: ByteOrder

    /// An empty file.
    public init(_ order: ByteOrder = .little) { self.order = order }

    /// Appends raw bytes.
    public mutating func append(_ more: [UInt8]) { bytes += more }

    /// Appends a number in the file's byte order.
    public mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        let ordered = order == .big ? number.bigEndian : number.littleEndian
        bytes += (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: ordered >> Number($0 * 8)) }
    }

    // MARK: pcap

    /// A whole pcap file; times are nanoseconds since 1970.
    public static func pcap(
        _ packets: [(time: Int64, bytes: [UInt8])], linkType: LinkType = .ethernet, order: ByteOrder = .little,
        nanosecond: Bool = false
    ) -> [UInt8] {
        var file = CaptureFileBuilder(order)
        file.pcapHeader(linkType: UInt32(linkType.rawValue), nanosecond: nanosecond)
        for packet in packets {
            let fraction = packet.time % 1_000_000_000
            file.pcapPacket(
                seconds: UInt32(packet.time / 1_000_000_000),
                fraction: UInt32(nanosecond ? fraction : fraction / 1000), packet.bytes)
        }
        return file.bytes
    }

    /// Appends a pcap file header of 24 bytes; that of the modified format has another magic number.
    public mutating func pcapHeader(
        linkType: UInt32 = 1, nanosecond: Bool = false, modified: Bool = false, major: UInt16 = 2, minor: UInt16 = 4,
        snapLength: UInt32 = 262_144
    ) {
        append(UInt32(modified ? 0xa1b2_cd34 : nanosecond ? 0xa1b2_3c4d : 0xa1b2_c3d4))
        append(major)
        append(minor)
        append(UInt64(0))
        append(snapLength)
        append(linkType)
    }

    /// Appends a pcap packet; the lengths are those of `packet` unless given, the header is longer in the modified format.
    public mutating func pcapPacket(
        seconds: UInt32 = 0, fraction: UInt32 = 0, modified: Bool = false, _ packet: [UInt8], captured: UInt32? = nil,
        original: UInt32? = nil
    ) {
        append(seconds)
        append(fraction)
        append(captured ?? UInt32(packet.count))
        append(original ?? UInt32(packet.count))
        if modified { append([2, 0, 0, 0, 8, 0, 4, 0]) }
        append(packet)
    }

    // MARK: pcapng

    /// A whole pcapng file of one section and one interface; times are nanoseconds since 1970.
    public static func pcapng(
        _ packets: [(time: Int64, bytes: [UInt8])], linkType: LinkType = .ethernet, order: ByteOrder = .little,
        nanosecond: Bool = false
    ) -> [UInt8] {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        file.interface(linkType: linkType, options: nanosecond ? [(9, [9])] : [])
        for packet in packets {
            file.enhancedPacket(ticks: UInt64(nanosecond ? packet.time : packet.time / 1000), packet.bytes)
        }
        return file.bytes
    }

    /// Appends a block with `body`, padded to four bytes; the length at its end is that at its start unless given.
    public mutating func block(_ type: UInt32, length: UInt32? = nil, trailer: UInt32? = nil, _ body: [UInt8]) {
        let padded = body + [UInt8](repeating: 0, count: -body.count & 3)
        let whole = UInt32(padded.count + 12)
        append(type)
        append(length ?? whole)
        append(padded)
        append(trailer ?? length ?? whole)
    }

    /// Appends a section header block.
    public mutating func sectionHeader(
        major: UInt16 = 1, minor: UInt16 = 0, sectionLength: Int64 = -1, options: [(code: UInt16, value: [UInt8])] = []
    ) {
        var body = CaptureFileBuilder(order)
        body.append(UInt32(0x1a2b_3c4d))
        body.append(major)
        body.append(minor)
        body.append(sectionLength)
        body.append(options)
        block(0x0a0d_0d0a, body.bytes)
    }

    /// Appends an interface description block.
    public mutating func interface(
        linkType: LinkType = .ethernet, snapLength: UInt32 = 0, options: [(code: UInt16, value: [UInt8])] = []
    ) {
        var body = CaptureFileBuilder(order)
        body.append(linkType.rawValue)
        body.append(UInt16(0))
        body.append(snapLength)
        body.append(options)
        block(1, body.bytes)
    }

    /// Appends an enhanced packet block.
    public mutating func enhancedPacket(
        interface: UInt32 = 0, ticks: UInt64 = 0, _ packet: [UInt8], captured: UInt32? = nil, original: UInt32? = nil,
        options: [(code: UInt16, value: [UInt8])] = []
    ) {
        var body = CaptureFileBuilder(order)
        body.append(interface)
        body.append(ticks: ticks, packet, captured, original)
        body.append(options)
        block(6, body.bytes)
    }

    /// Appends an obsolete packet block.
    public mutating func obsoletePacket(
        interface: UInt16 = 0, drops: UInt16 = 0, ticks: UInt64 = 0, _ packet: [UInt8],
        options: [(code: UInt16, value: [UInt8])] = []
    ) {
        var body = CaptureFileBuilder(order)
        body.append(interface)
        body.append(drops)
        body.append(ticks: ticks, packet, nil, nil)
        body.append(options)
        block(2, body.bytes)
    }

    /// Appends a simple packet block.
    public mutating func simplePacket(_ packet: [UInt8], original: UInt32? = nil) {
        var body = CaptureFileBuilder(order)
        body.append(original ?? UInt32(packet.count))
        body.append(packet)
        block(3, body.bytes)
    }

    /// Appends a name resolution block; a record is an address of 4 or 16 bytes and its names.
    public mutating func names(_ records: [(address: [UInt8], names: [String])]) {
        var body = CaptureFileBuilder(order)
        body.append(
            records.map { record in
                (record.address.count == 4 ? 1 : 2, record.address + record.names.flatMap { Array($0.utf8) + [0] })
            })
        block(4, body.bytes)
    }

    /// Appends an interface statistics block; a count is an option of eight bytes.
    public mutating func statistics(interface: UInt32 = 0, _ counts: [(code: UInt16, count: UInt64)]) {
        var body = CaptureFileBuilder(order)
        body.append(interface)
        body.append(UInt64(0))
        body.append(counts.map { ($0.code, number($0.count)) })
        block(5, body.bytes)
    }

    /// Appends a decryption secrets block; the length of the secrets is theirs unless given.
    public mutating func secrets(type: UInt32 = 0x544c_534b, _ secrets: [UInt8], length: UInt32? = nil) {
        var body = CaptureFileBuilder(order)
        body.append(type)
        body.append(length ?? UInt32(secrets.count))
        body.append(secrets)
        block(10, body.bytes)
    }

    /// The bytes of a number in the file's byte order, as the value of an option.
    public func number<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        var value = CaptureFileBuilder(order)
        value.append(number)
        return value.bytes
    }

    private mutating func append(ticks: UInt64, _ packet: [UInt8], _ captured: UInt32?, _ original: UInt32?) {
        append(UInt32(truncatingIfNeeded: ticks >> 32))
        append(UInt32(truncatingIfNeeded: ticks))
        append(captured ?? UInt32(packet.count))
        append(original ?? UInt32(packet.count))
        append(packet)
        append([UInt8](repeating: 0, count: -packet.count & 3))
    }

    private mutating func append(_ options: [(code: UInt16, value: [UInt8])]) {
        guard !options.isEmpty else { return }
        for option in options + [(0, [])] {
            append(option.code)
            append(UInt16(option.value.count))
            append(option.value)
            append([UInt8](repeating: 0, count: -option.value.count & 3))
        }
    }
}
