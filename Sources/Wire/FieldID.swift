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
    // LLC
    case llcDestination, llcSource, llcControl, snapOrganization, snapType
    // IEEE 802.1ah
    case backbonePriority, backboneDropEligible, backboneCustomer, backboneReserved, backboneService
    // IEEE 802.11
    case wlanSubtype, wlanType, wlanVersion, wlanOrder, wlanProtected, wlanMoreData, wlanPowerManagement, wlanRetry
    case wlanMoreFragments, wlanFromDS, wlanToDS, wlanDuration, wlanAddress1, wlanAddress2, wlanAddress3
    case wlanSequenceControl, wlanAddress4, wlanAggregate, wlanAckPolicy, wlanEndOfService, wlanTrafficID
    case wlanTransmitLimit, wlanHTControl, wlanPadding, aggregateDestination, aggregateSource, aggregateLength
    // Radiotap
    case radiotapVersion, radiotapPad, radiotapLength, radiotapPresent, radiotapAlignment, radiotapTime
    case radiotapShortGuard, radiotapBadFCS, radiotapDataPad, radiotapHasFCS, radiotapFlags, radiotapData
    // PPI
    case ppiVersion, ppiFlags, ppiLength, ppiLinkType, ppiFieldType, ppiFieldLength, ppiFieldData
    // Prism
    case prismMessage, prismLength, prismDevice, prismItems
    // AVS
    case avsVersion, avsLength, avsData
    // PPP (RFC 1661 §2)
    case pppDirection, pppAddress, pppControl, pppProtocol
    // PPPoE (RFC 2516 §4)
    case pppoeVersion, pppoeType, pppoeCode, pppoeSession, pppoeLength
    // Cisco HDLC (RFC 1547 §4.3.1)
    case hdlcAddress, hdlcControl, hdlcProtocol
    // Frame Relay (RFC 2427 §3)
    case frameRelayAddress, frameRelayControl, frameRelayPad, frameRelayProtocol, frameRelayType
    // Linux nflog
    case nflogFamily, nflogVersion, nflogGroup, nflogLength, nflogType, nflogData
    // PKTAP
    case pktapLength, pktapRecord, pktapLinkType, pktapInterface, pktapFlags, pktapFamily, pktapPrefix, pktapTrailer
    case pktapProcess, pktapCommand, pktapData
    // IP over InfiniBand (RFC 4391 §6)
    case ipoibRoute, ipoibType, ipoibReserved
    // MPLS (RFC 3032 §2.1)
    case mplsLabel, mplsClass, mplsBottom, mplsTimeToLive
    // Pseudowire (RFC 4448 §4.6)
    case pseudowireZero, pseudowireReserved, pseudowireSequence
    // UDP (RFC 768)
    case udpSourcePort, udpDestinationPort, udpLength, udpChecksum
    // GRE (RFC 2784 §2)
    case greHasChecksum, greHasRouting, greHasKey, greHasSequence, greStrictRoute, greRecursion
    case greHasAcknowledgment, greReserved, greVersion, greProtocol, greChecksum, greOffset, greKey
    case grePayloadLength, greCall, greSequence, greAcknowledgment, greRouting
    // ERSPAN
    case erspanVersion, erspanVLAN, erspanClass, erspanEncapsulation, erspanTruncated, erspanSession, erspanReserved
    case erspanIndex, erspanTimestamp, erspanGroup, erspanIsEthernet, erspanFrameType, erspanHardware
    case erspanDirection, erspanGranularity, erspanHasSubheader, erspanSubheader
    // VXLAN (RFC 7348 §5)
    case vxlanFlagsHigh, vxlanVersion, vxlanHasIdentifier, vxlanHasNext, vxlanFlagsLow, vxlanReplicated
    case vxlanManagement, vxlanReserved, vxlanNext, vxlanIdentifier, vxlanReservedEnd
    // Geneve (RFC 8926 §3.4)
    case geneveVersion, geneveOptionsLength, geneveControl, geneveCritical, geneveReserved, geneveProtocol
    case geneveIdentifier, geneveReservedEnd, geneveOptions
    // GTP-U
    case gtpVersion, gtpProtocolType, gtpReserved, gtpHasExtension, gtpHasSequence, gtpHasNumber, gtpMessage
    case gtpLength, gtpTunnel, gtpSequence, gtpNumber, gtpNext, gtpExtensionLength, gtpExtensionData
    // Teredo (RFC 4380 §5.1.1)
    case teredoIndicator, teredoIdentifierLength, teredoProofLength, teredoProof, teredoNonce, teredoConfirmation
    case teredoPort, teredoAddress
    // TLS records (RFC 8446 §5.1), alerts (§6)
    case tlsContentType, tlsRecordVersion, tlsRecordLength, tlsChangeCipherSpec, tlsAlertLevel
    case tlsAlertDescription
    // TLS handshake messages (RFC 8446 §4, RFC 5246 §7.4)
    case tlsHandshakeType, tlsHandshakeLength, tlsHandshakeRest, tlsHelloVersion, tlsRandom, tlsSessionIDLength
    case tlsSessionID, tlsCipherSuitesLength, tlsCipherSuite, tlsCompressionMethodsLength, tlsCompressionMethod
    case tlsTicketLifetime, tlsTicketAgeAdd, tlsTicketNonceLength, tlsTicketNonce, tlsTicketLength, tlsTicket
    case tlsRequestContextLength, tlsRequestContext, tlsCertificatesLength, tlsCertificateLength, tlsCertificate
    case tlsCertificateCompression, tlsUncompressedLength, tlsCompressedLength, tlsCompressed
    case tlsCertificateTypesLength, tlsCertificateType, tlsAuthoritiesLength, tlsAuthorityLength, tlsAuthority
    case tlsSignatureLength, tlsSignature, tlsCurveType, tlsNamedCurve, tlsServerPointLength, tlsServerPoint
    case tlsPrimeLength, tlsPrime, tlsGeneratorLength, tlsGenerator, tlsServerPublicLength, tlsServerPublic
    case tlsPremasterLength, tlsPremaster, tlsClientPointLength, tlsClientPoint, tlsClientPublicLength
    case tlsClientPublic, tlsVerifyData, tlsUpdateRequested, tlsStatusType, tlsStatusLength, tlsStatus
    // Extensions of TLS handshake messages (RFC 8446 §4.2)
    case tlsExtensionsLength, tlsExtensionType, tlsExtensionLength, tlsExtensionData, tlsNamesLength
    case tlsNameType, tlsNameLength, tlsServerName, tlsMaxFragmentLength, tlsStatusListLength
    case tlsStatusRequestLength, tlsRespondersLength, tlsResponders, tlsStatusExtensionsLength
    case tlsStatusExtensions, tlsGroupsLength, tlsGroup, tlsPointFormatsLength, tlsPointFormat, tlsSchemesLength
    case tlsScheme, tlsHeartbeatMode, tlsProtocolsLength, tlsProtocolLength, tlsProtocol
    case tlsSettingsProtocolsLength, tlsSettingsProtocolLength, tlsSettingsProtocol, tlsSettings
    case tlsTimestampsLength, tlsTimestampLength, tlsTimestampVersion, tlsLog, tlsTimestamp, tlsTimestampRest
    case tlsPadding, tlsCompressionsLength, tlsRecordSizeLimit, tlsSessionTicket, tlsVersionsLength
    case tlsSupportedVersion, tlsKeySharesLength, tlsKeyShareGroup, tlsKeyShareLength, tlsKeyShare
    case tlsSelectedGroup, tlsModesLength, tlsMode, tlsIdentitiesLength, tlsIdentityLength, tlsIdentity
    case tlsTicketAge, tlsBindersLength, tlsBinderLength, tlsBinder, tlsSelectedIdentity, tlsMaxEarlyData
    case tlsCookieLength, tlsCookie, tlsRenegotiationLength, tlsRenegotiation, tlsInnerOrOuter, tlsHelloKDF
    case tlsHelloAEAD, tlsHelloConfiguration, tlsEncapsulatedLength, tlsEncapsulatedKey, tlsInnerHelloLength
    case tlsInnerHello, tlsHelloConfirmation, tlsRetryConfigurations
    // WebSocket frame (RFC 6455 §5.2)
    case frameFIN, frameRSV1, frameRSV2, frameRSV3, frameOpcode, frameMASK, frameLength
    case frameExtendedLength16, frameExtendedLength64, frameMaskingKey, framePayload
    // The body of a Close frame (RFC 6455 §5.5.1)
    case closeCode, closeReason
}
