extension FieldCatalogue {
    /// The value of `field`, as people write it: `1`, `0x0800`, `127.0.0.1`, `37 fa 21 3d`.
    ///
    /// `header` is the bytes of the header that the field's range counts in. A run of bytes is written in hex, 16 bytes
    /// at most, `…` for the rest; bytes that `header` lacks are left out.
    public static func value(of field: Field, in header: [UInt8]) -> String {
        let bytes = bytes(of: field, in: header)
        switch field.id {
        case .ethernetDestination, .ethernetSource, .wlanAddress1, .wlanAddress2, .wlanAddress3, .wlanAddress4,
            .aggregateDestination, .aggregateSource:
            return hex(bytes, separator: ":")
        case .ipv4Source, .ipv4Destination, .ipv6Source, .ipv6Destination:
            return address(field, bytes)?.description ?? hex(bytes, separator: " ")
        case .frameMaskingKey: return hex(bytes, separator: " ")
        case .ethernetType, .vlanType, .cookedProtocol, .snapType, .hdlcProtocol, .frameRelayType, .ipoibType,
            .greProtocol, .geneveProtocol, .udpChecksum, .greChecksum:
            return hexNumber(field.value ?? 0, digits: 4)
        case .llcDestination, .llcSource, .pppAddress, .hdlcAddress, .frameRelayProtocol:
            return hexNumber(field.value ?? 0, digits: 2)
        case .pppProtocol: return hexNumber(field.value ?? 0, digits: field.range.count / 4)
        case .snapOrganization: return hexNumber(field.value ?? 0, digits: 6)
        case .radiotapPresent, .prismMessage, .avsVersion, .greKey, .gtpTunnel:
            return hexNumber(field.value ?? 0, digits: 8)
        case .ipv4Identification, .ipv4Checksum, .tcpChecksum: return hexNumber(field.value ?? 0, digits: 4)
        case .tlsRecordVersion, .tlsHelloVersion, .tlsSupportedVersion, .tlsCipherSuite, .tlsGroup, .tlsKeyShareGroup,
            .tlsSelectedGroup, .tlsNamedCurve, .tlsScheme:
            return hexNumber(field.value ?? 0, digits: 4)
        case .ipv6FlowLabel: return hexNumber(field.value ?? 0, digits: 5)
        case .ipv6FragmentIdentification: return hexNumber(field.value ?? 0, digits: 8)
        case .frameOpcode: return hexNumber(field.value ?? 0, digits: 1)
        default:
            if let value = field.value { return String(value) }
            return hex(bytes.prefix(16), separator: " ") + (field.range.count > 16 * 8 ? " …" : "")
        }
    }

    /// What the value of the field at `index` of `fields` says, as half a sentence; nil where the value says it all.
    ///
    /// `fields` are those of one header in order, `header` its bytes. The fields before `index` give the context: an
    /// option's data is read by the option's kind.
    public static func interpretation(at index: Int, of fields: [Field], in header: [UInt8]) -> String? {
        guard fields.indices.contains(index) else { return nil }
        let field = fields[index]
        let bytes = bytes(of: field, in: header)
        guard let value = field.value else {
            return runInterpretation(of: field, bytes, before: fields[..<index])
        }
        switch description(of: field.id).header {
        case .frame, .closeBody: return frameInterpretation(field.id, value)
        case .tcp: return tcpInterpretation(field.id, value)
        case .ethernet, .vlan, .linuxCooked, .loopback, .ipv4, .ipv6, .ipv6Extension:
            return lowerInterpretation(field.id, value)
        case .tlsRecord, .tlsAlert, .tlsHandshake, .tlsExtension: return tlsInterpretation(field.id, value)
        default: return carrierInterpretation(field.id, value)
        }
    }

    /// The bytes of `header` that hold `field`, as far as they are there.
    private static func bytes(of field: Field, in header: [UInt8]) -> ArraySlice<UInt8> {
        let range = field.range.bytes
        return header[min(max(range.lowerBound, 0), header.count)..<min(max(range.upperBound, 0), header.count)]
    }

    private static func runInterpretation(
        of field: Field, _ bytes: ArraySlice<UInt8>, before: ArraySlice<Field>
    ) -> String? {
        switch field.id {
        case .tcpOptionData:
            let kind = before.last { $0.id == .tcpOptionKind }?.value
            return tcpOption(kind: kind, bytes)
        case .ipv4Source, .ipv4Destination, .ipv6Source, .ipv6Destination:
            return address(field, bytes)?.isLoopback == true ? "this machine itself (loopback)" : nil
        case .pktapInterface, .pktapCommand, .prismDevice: return name(bytes)
        case .tlsServerName, .tlsProtocol, .tlsSettingsProtocol:
            return isPrintable(bytes) ? String(decoding: bytes, as: UTF8.self) : nil
        case .ethernetDestination where bytes.count == 6 && bytes.allSatisfy { $0 == 0xff }:
            return "every machine on the link (broadcast)"
        case .ethernetDestination, .ethernetSource:
            return bytes.count == 6 && bytes.allSatisfy { $0 == 0 } ? "no hardware address (loopback)" : nil
        default:
            return count(UInt64(field.range.count >> 3), "byte")
        }
    }

    /// A name of printable ASCII characters that zeros fill up.
    private static func name(_ bytes: ArraySlice<UInt8>) -> String? {
        let characters = bytes.prefix { $0 != 0 }
        return !characters.isEmpty && isPrintable(characters) ? String(decoding: characters, as: UTF8.self) : nil
    }

    private static func isPrintable(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { (0x20...0x7e).contains($0) }
    }

    private static func address(_ field: Field, _ bytes: ArraySlice<UInt8>) -> IPAddress? {
        if let value = field.value {
            return field.range.count == 32 ? IPAddress(ipv4: UInt32(truncatingIfNeeded: value)) : nil
        }
        let number = { (part: ArraySlice<UInt8>) in part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        switch bytes.count {
        case 4: return IPAddress(ipv4: UInt32(truncatingIfNeeded: number(bytes)))
        case 16: return IPAddress(ipv6: number(bytes.prefix(8)), number(bytes.dropFirst(8)))
        default: return nil
        }
    }

    /// `1 byte`, `2 bytes`.
    static func count(_ number: UInt64, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    static func hex(_ bytes: ArraySlice<UInt8>, separator: String) -> String {
        bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined(separator: separator)
    }

    static func hexNumber(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
