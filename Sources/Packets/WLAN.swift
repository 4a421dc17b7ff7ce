//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+---+---+-+-+-+-+-+-+-+-+-------------------------------+
// |Subtype|Typ|Ver|O|P|M|S|R|F|<|>|          Duration/ID          |
// +-------+---+---+-+-+-+-+-+-+-+-+-------------------------------+
// |                           Address 1                           |
// +                               +-------------------------------+
// |                               |                               |
// +-------------------------------+                               +
// |                           Address 2                           |
// +---------------------------------------------------------------+
// |                           Address 3                           |
// +                               +-------------------------------+
// |                               |       Sequence control        |
// +-------------------------------+-------------------------------+
// |         Address 4, between access points only: 6 bytes        |
// +-------------------------------+-------------------------------+
// |    QoS control, if subtype    |  HT control (4 bytes), if O   |
// |     is 8 or more              |  is set besides               |
// +-------------------------------+-------------------------------+
import Wire

/// The header of a data frame of IEEE 802.11 (§9.2.4): 24 to 36 bytes.
///
/// Of other frames, which carry no packets, only the first two bytes are read.
struct WLAN: CarrierHeader {
    static var kind: PacketLayerKind { .wlan }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        let subtype = try reader.bits(4, .wlanSubtype)
        let type = try reader.bits(2, .wlanType)
        let version = try reader.bits(2, .wlanVersion)
        guard version == 0 else { throw reader.invalid(.wlanVersion, bitsBack: 2) }
        let hasOrder = try reader.flag(.wlanOrder)
        let isProtected = try reader.flag(.wlanProtected)
        _ = try reader.flag(.wlanMoreData)
        _ = try reader.flag(.wlanPowerManagement)
        _ = try reader.flag(.wlanRetry)
        let hasMoreFragments = try reader.flag(.wlanMoreFragments)
        let isFromDS = try reader.flag(.wlanFromDS)
        let isToDS = try reader.flag(.wlanToDS)
        next = .end(.notIP)
        guard type == 2 else { return }
        _ = try reader.uint16(.wlanDuration, littleEndian: true)
        _ = try reader.run(6, .wlanAddress1)
        _ = try reader.run(6, .wlanAddress2)
        _ = try reader.run(6, .wlanAddress3)
        let sequence = try reader.uint16(.wlanSequenceControl, littleEndian: true)
        if isFromDS && isToDS { _ = try reader.run(6, .wlanAddress4) }
        var isAggregate = false
        if subtype & 8 != 0 {
            isAggregate = try reader.flag(.wlanAggregate)
            _ = try reader.bits(2, .wlanAckPolicy)
            _ = try reader.flag(.wlanEndOfService)
            _ = try reader.bits(4, .wlanTrafficID)
            _ = try reader.uint8(.wlanTransmitLimit)
            if hasOrder { _ = try reader.uint32(.wlanHTControl, littleEndian: true) }
        }
        // Bit 2 says that the frame only tells something about its sender and carries nothing.
        guard subtype & 4 == 0 else { return }
        if isProtected {
            next = .end(.encrypted(.wlan))
        } else if hasMoreFragments || sequence & 0x0f != 0 {
            next = .end(.wlanFragment)
        } else {
            next = isAggregate ? .aggregate : .llc
        }
    }
}

/// The same, padded by the capturing driver so that what follows stands at a multiple of four bytes.
struct PaddedWLAN: CarrierHeader {
    static var kind: PacketLayerKind { .wlan }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        next = try WLAN(reading: &reader).next
        let padding = -reader.byte & 3
        if case .end(.notIP) = next { return }
        if padding > 0 { _ = try reader.run(padding, .wlanPadding) }
    }
}

/// The header of the first packet of an aggregate (A-MSDU, IEEE 802.11 §9.3.2.2): 14 bytes.
///
/// One packet of the capture gives one segment at most: the others of the aggregate are missing like lost ones.
struct WLANAggregate: CarrierHeader {
    static var kind: PacketLayerKind { .wlanAggregate }
    var next: NextHeader { .llc }
    var announced: AnnouncedLength?

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.run(6, .aggregateDestination)
        _ = try reader.run(6, .aggregateSource)
        announced = AnnouncedLength(count: Int(try reader.uint16(.aggregateLength)), limit: .aggregateLength)
    }
}
