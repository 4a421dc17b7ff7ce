import Packets
import TestKit
import Testing
import Wire

/// What does not lead to TCP, and what only pretends to.
@Suite struct CarrierTests {
    private static func wlan(_ change: (inout FramedLink.WLANOptions) -> Void) -> [UInt8] {
        PacketBuilder(link: .framed(.wlan(.init(change)))).packet(PacketSamples.segment())
    }

    /// An Ethernet packet with UDP between these ports.
    private static func udp(_ source: UInt8, _ port: UInt16, _ payload: [UInt8], length: Int? = nil) -> [UInt8] {
        let size = UInt16(length ?? payload.count + 8)
        let udp: [UInt8] =
            [0x9c, source, UInt8(port >> 8), UInt8(port & 0xff), UInt8(size >> 8), UInt8(size & 0xff), 0, 0] + payload
        let total = UInt16(20 + udp.count)
        let ip: [UInt8] =
            [
                0x45, 0, UInt8(total >> 8), UInt8(total & 0xff), 0, 1, 0x40, 0, 64, 17, 0, 0, 198, 51, 100, 1, 198, 51,
                100, 2,
            ]
        return [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0] + ip + udp
    }

    private static func kinds(_ bytes: [UInt8], _ linkType: LinkType = .ethernet) -> [PacketLayerKind] {
        PacketLayers.decode(bytes: bytes.rawSpan, linkType: linkType).map(\.kind)
    }

    @Test func framesThatCannotBeReadHaveTheirCause() {
        #expect(skipCause(Self.wlan { $0.flags = 0x40 }, .wlan) == "encrypted-wlan")
        #expect(skipCause(Self.wlan { $0.flags = 0x04 }, .wlan) == "wlan-fragment")
        var later = Self.wlan { $0.hasQoS = true }
        later[22] |= 1
        #expect(skipCause(later, .wlan) == "wlan-fragment")
        var bad = Self.wlan { $0.radio = .radiotap }
        bad[16] = 0x40
        #expect(skipCause(bad, .radiotap) == "damaged-wlan")
        var badPPI = Self.wlan { $0.radio = .ppi }
        badPPI[20] = 4
        #expect(skipCause(badPPI, .ppi) == "damaged-wlan")
    }

    /// A beacon, an acknowledgment, data without data; another LLC.
    @Test(arguments: [[0x80, 0], [0xd4, 0], [0x48, 1], [0xc8, 1]] as [[UInt8]])
    func framesWithoutPacketsAreNotIP(_ control: [UInt8]) {
        var bytes = Self.wlan { $0.hasQoS = true }
        bytes.replaceSubrange(0..<2, with: control)
        #expect(skipCause(bytes, .wlan) == "not-ip")
        bytes = Self.wlan { _ in }
        bytes[24] = 0x42
        #expect(skipCause(bytes, .wlan) == "not-ip")
    }

    /// Whatever is no tunnel stays UDP: the port alone decides nothing.
    @Test(arguments: [53, 443, 51_820, 4789, 8472, 4790, 6081, 2152, 3544, 6635] as [UInt16])
    func otherUDPKeepsItsCause(_ port: UInt16) {
        var generator = SplitMix(seed: UInt64(port))
        for length in [0, 1, 7, 8, 20, 60, 200] {
            let bytes = Self.udp(0x40, port, (0..<length).map { _ in .random(in: 0...255, using: &generator) })
            #expect(skipCause(bytes) == "not-tcp")
            #expect(skipCause(bytes, originalLength: 2000) == "not-tcp")
            #expect(Self.kinds(bytes) == [.ethernet, .ipv4, .udp])
        }
    }

    @Test func aUDPHeaderThatMakesNoSenseKeepsTheCause() {
        #expect(skipCause(Self.udp(0x40, 4789, [8, 0, 0, 0], length: 3)) == "not-tcp")
        #expect(skipCause(Array(Self.udp(0x40, 4789, []).prefix(38)), originalLength: 42) == "not-tcp")
    }

    /// A frame in VXLAN that is no IP; an IP packet in it that is longer than the UDP packet; one that is.
    @Test func aTunnelMustFitAltogether() {
        let vxlan: [UInt8] = [8, 0, 0, 0, 0, 0, 42, 0]
        let inner = PacketBuilder().packet(PacketSamples.segment())
        #expect(skipCause(Self.udp(0x40, 4789, vxlan + inner)) == nil)
        var arp = inner
        arp[13] = 6
        #expect(skipCause(Self.udp(0x40, 4789, vxlan + arp)) == "not-tcp")
        var long = inner
        long[16] = 1
        #expect(skipCause(Self.udp(0x40, 4789, vxlan + long)) == "not-tcp")
        #expect(Self.kinds(Self.udp(0x40, 4789, vxlan + long)) == [.ethernet, .ipv4, .udp])
        // A snapshot length that ends in the inner TCP header is told as such.
        let whole = Self.udp(0x40, 4789, vxlan + inner)
        #expect(
            skipCause(Array(whole.prefix(14 + 28 + 8 + 14 + 20 + 10)), originalLength: whole.count) == "truncated-tcp")
    }

    @Test func tunnelsAreBounded() {
        var builder = PacketBuilder()
        builder.tunnels = Array(repeating: .ip(inIPv6: false), count: 4)
        #expect(decodedSegment(builder.packet(PacketSamples.segment())) != nil)
        builder.tunnels.append(.ip(inIPv6: false))
        #expect(skipCause(builder.packet(PacketSamples.segment())) == "too-many-headers")
    }

    @Test func headersAreBounded() {
        let labels = PacketBuilder(link: .framed(.mpls(Array(1...50)))).packet(PacketSamples.segment())
        #expect(decodedSegment(labels) != nil)
        let more = PacketBuilder(link: .framed(.mpls(Array(1...100)))).packet(PacketSamples.segment())
        #expect(skipCause(more) == "too-many-headers")
        // A header that names itself as the next one.
        let nested = [[UInt8]](repeating: [0, 0, 8, 0, 192, 0, 0, 0], count: 1000).flatMap(\.self)
        #expect(skipCause(nested, .ppi) == "too-many-headers")
    }

    @Test func attributesAndRoutesAreBounded() {
        let attributes = [[UInt8]](repeating: [4, 0, 3, 0], count: 10_000).flatMap(\.self)
        #expect(skipCause([2, 0, 0, 0] + attributes, .nflog) == "not-ip")
        let routes = [[UInt8]](repeating: [8, 0, 0, 0], count: 10_000).flatMap(\.self)
        let gre: [UInt8] = [0x40, 0, 8, 0, 0, 0, 0, 0] + routes
        let ip: [UInt8] = [0x45, 0, 0, 0, 0, 1, 0, 0, 64, 47, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]
        #expect(skipCause(ip + gre, .raw) == "malformed-gre")
    }

    @Test func aPrivateLinkTypeIsTakenForPKTAPOnlyWhereItLooksLikeIt() {
        #expect(skipCause(PacketSamples.recordedSYN, .user2) == "link-type-149")
        #expect(skipCause(PacketSamples.recordedSYN, .pktap) == "malformed-pktap")
    }

    @Test(
        arguments: [
            (.pppEthernet, [0x12, 0, 0, 9, 0, 2, 0, 0x21], "malformed-pppoe"),
            (.pppEthernet, [0x11, 9, 0, 9, 0, 0], "not-ip"),
            (.pppEthernet, [0x11, 0, 0, 9, 0, 0, 0, 0x21, 0x45], "malformed-ppp"),
            (.ppp, [0xc0, 0x21, 1, 1], "not-ip"), (.ppp, [0xff, 3, 0x80, 0x21], "not-ip"),
            (.radiotap, [1, 0, 8, 0, 0, 0, 0, 0], "malformed-radiotap"),
            (.radiotap, [0, 0, 7, 0, 0, 0, 0, 0], "malformed-radiotap"),
            (.radiotap, [0, 0, 9, 0, 0, 0, 0, 0], "malformed-radiotap"),
            (.ppi, [0, 0, 12, 0, 105, 0, 0, 0, 2, 0, 20, 0], "malformed-ppi"),
            (.ppi, [0, 0, 8, 0, 187, 0, 0, 0], "link-type-187"), (.ppi, [0, 0, 8, 0, 0, 0, 1, 0], "not-ip"),
            (.prism, [0x44, 0, 0, 0, 23, 0, 0, 0], "malformed-prism"),
            (.avs, [0, 0, 0, 0, 0, 0, 0, 64], "malformed-avs"),
            (.wlan, [0x09, 0, 0, 0], "malformed-wlan"), (.nflog, [2, 1, 0, 0], "malformed-nflog"),
            (.nflog, [2, 0, 0, 0, 3, 0, 9, 0], "malformed-nflog"), (.frameRelay, [0x18, 0x41, 3, 0xcf], "not-ip"),
            (.mpls, [0, 1, 1, 64, 0x10, 0, 0, 0x21], "not-ip"), (.mpls, [0, 1, 1, 64], "malformed-ipv4"),
            (.ciscoHDLC, [0x8f, 0, 0x80, 0x35, 0, 0], "not-ip"), (.rfc1483, [0xfe, 0xfe, 3, 0x83], "not-ip"),
        ] as [(LinkType, [UInt8], String)])
    func otherwiseEachHasItsCause(_ linkType: LinkType, _ bytes: [UInt8], _ expected: String) {
        #expect(skipCause(bytes, linkType) == expected)
    }

    /// Random bytes, and random changes of real packets, with every link type there is.
    @Test func anythingIsSurvivedAndStaysInBounds() {
        var generator = SplitMix(seed: 101)
        for number in UInt16(0)...310 {
            for _ in 0..<40 {
                var bytes: [UInt8] = (0..<Int.random(in: 0...120, using: &generator)).map { _ in
                    [0, 1, 3, 4, 6, 8, 0x45, 0x60, .random(in: 0...255, using: &generator)].randomElement(
                        using: &generator) ?? 0
                }
                if Bool.random(using: &generator), let sample = PacketSamples.all.randomElement(using: &generator) {
                    bytes = Array(bytes.prefix(40)) + sample.bytes
                }
                let length = bytes.count + Int.random(in: 0...20, using: &generator)
                let type = LinkType(rawValue: number)
                guard let segment = decodedSegment(bytes, type, originalLength: length) else { continue }
                #expect(segment.payload.lowerBound >= 0 && segment.payload.upperBound <= bytes.count)
                #expect(segment.payloadLength >= segment.payload.count)
            }
        }
    }

    @Test func layersOfATunnelAreNamed() {
        var builder = PacketBuilder()
        builder.tunnels = [.vxlan(port: 4789, inIPv6: false)]
        #expect(
            Self.kinds(builder.packet(PacketSamples.segment()))
                == [.ethernet, .ipv4, .udp, .vxlan, .ethernet, .ipv4, .tcp, .payload])
    }

    @Test func fieldsOfAWiFiFrame() {
        let bytes = Self.wlan { ($0.radio, $0.hasFCS, $0.hasQoS) = (.radiotap, true, true) }
        #expect(
            fields(bytes, .radiotap, .radiotap) == [
                "radiotapVersion 0+8=0", "radiotapPad 8+8=0", "radiotapLength 16+16=16", "radiotapPresent 32+32=f",
                "radiotapTime 64+64", "radiotapShortGuard 128+1=0", "radiotapBadFCS 129+1=0", "radiotapDataPad 130+1=0",
                "radiotapHasFCS 131+1=1", "radiotapFlags 132+4=0", "radiotapData 136+40",
            ])
        #expect(
            fields(bytes, .wlan, .radiotap) == [
                "wlanSubtype 0+4=8", "wlanType 4+2=2", "wlanVersion 6+2=0", "wlanOrder 8+1=0", "wlanProtected 9+1=0",
                "wlanMoreData 10+1=0", "wlanPowerManagement 11+1=0", "wlanRetry 12+1=0", "wlanMoreFragments 13+1=0",
                "wlanFromDS 14+1=0", "wlanToDS 15+1=1", "wlanDuration 16+16=2c", "wlanAddress1 32+48",
                "wlanAddress2 80+48", "wlanAddress3 128+48", "wlanSequenceControl 176+16=2010", "wlanAggregate 192+1=0",
                "wlanAckPolicy 193+2=0", "wlanEndOfService 195+1=0", "wlanTrafficID 196+4=0",
                "wlanTransmitLimit 200+8=0",
            ])
        #expect(
            fields(bytes, .llc, .radiotap) == [
                "llcDestination 0+8=aa", "llcSource 8+8=aa", "llcControl 16+8=3", "snapOrganization 24+24=0",
                "snapType 48+16=800",
            ])
    }

    @Test func fieldsOfGTP() {
        var builder = PacketBuilder()
        builder.tunnels = [.gtp(hasSequence: false, extensions: 1)]
        #expect(
            fields(builder.packet(PacketSamples.segment()), .gtp) == [
                "gtpVersion 0+3=1", "gtpProtocolType 3+1=1", "gtpReserved 4+1=0", "gtpHasExtension 5+1=1",
                "gtpHasSequence 6+1=0", "gtpHasNumber 7+1=0", "gtpMessage 8+8=ff", "gtpLength 16+16=3d",
                "gtpTunnel 32+32=102", "gtpSequence 64+16=7", "gtpNumber 80+8=0", "gtpNext 88+8=85",
                "gtpExtensionLength 96+8=1", "gtpExtensionData 104+16", "gtpNext 120+8=0",
            ])
    }
}
