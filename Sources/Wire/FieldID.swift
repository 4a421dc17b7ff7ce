/// Every field that a decoder of this package names; `FieldCatalogue` says what each one means.
public enum FieldID: UInt16, CaseIterable, Hashable, Sendable {
    // Ethernet, IEEE 802.1Q
    case ethernetDestination, ethernetSource, ethernetType
    case vlanPriority, vlanDropEligible, vlanIdentifier, vlanType
    // Linux cooked capture, BSD loopback
    case cookedPacketType, cookedDeviceType, cookedAddressLength, cookedAddress, cookedProtocol
    case cookedReserved, cookedInterfaceIndex
    case loopbackFamily
    // IPv4 (RFC 791)
    case ipv4Version, ipv4HeaderLength, ipv4ServiceType, ipv4Congestion, ipv4TotalLength, ipv4Identification
    case ipv4Reserved, ipv4DontFragment, ipv4MoreFragments, ipv4FragmentOffset
    case ipv4TimeToLive, ipv4Protocol, ipv4Checksum, ipv4Source, ipv4Destination, ipv4Options
    // IPv6 (RFC 8200)
    case ipv6Version, ipv6TrafficClass, ipv6FlowLabel, ipv6PayloadLength, ipv6NextHeader, ipv6HopLimit
    case ipv6Source, ipv6Destination
    case ipv6ExtensionNextHeader, ipv6ExtensionLength, ipv6ExtensionData
    case ipv6FragmentReserved, ipv6FragmentOffset, ipv6FragmentReservedBits, ipv6FragmentMore
    case ipv6FragmentIdentification
    // TCP (RFC 9293)
    case tcpSourcePort, tcpDestinationPort, tcpSequence, tcpAcknowledgment, tcpDataOffset, tcpReserved
    case tcpCWR, tcpECE, tcpURG, tcpACK, tcpPSH, tcpRST, tcpSYN, tcpFIN
    case tcpWindow, tcpChecksum, tcpUrgentPointer
    case tcpOptionKind, tcpOptionLength, tcpOptionData
    // WebSocket frame (RFC 6455 §5.2)
    case frameFIN, frameRSV1, frameRSV2, frameRSV3, frameOpcode, frameMASK, frameLength
    case frameExtendedLength16, frameExtendedLength64, frameMaskingKey, framePayload
    // The body of a Close frame (RFC 6455 §5.5.1)
    case closeCode, closeReason
}
