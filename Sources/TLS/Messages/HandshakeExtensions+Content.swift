import Wire

// The content of each extension that tells something. Each may leave bytes unread: its caller sees to them.

extension HandshakeExtensions {
    mutating func readContent<Sink: FieldSink>(
        of type: ExtensionType, _ reader: inout FieldReader<Sink>, in place: ExtensionPlace, within end: Int
    ) throws(DecodeError) {
        switch type {
        case .serverName: try readServerName(&reader, within: end)
        case .maxFragmentLength: maxFragmentLength = Int(try reader.uint8(.tlsMaxFragmentLength, within: end))
        case .statusRequest: try readStatusRequest(&reader, in: place, within: end)
        case .statusRequests where place == .clientHello: try readStatusRequests(&reader, within: end)
        case .supportedGroups:
            groups = try reader.list16(2, .tlsGroupsLength, .tlsGroup, within: end).map(NamedGroup.init)
        case .pointFormats: _ = try reader.list8(.tlsPointFormatsLength, .tlsPointFormat, within: end)
        case .signatureAlgorithms:
            signatureSchemes = try reader.list16(2, .tlsSchemesLength, .tlsScheme, within: end)
                .map(SignatureScheme.init)
        case .certificateSignatureAlgorithms,
            .delegatedCredential where place.isOffer:
            _ = try reader.list16(2, .tlsSchemesLength, .tlsScheme, within: end)
        case .heartbeat: _ = try reader.uint8(.tlsHeartbeatMode, within: end)
        case .protocolNegotiation:
            protocols = try readProtocols(.tlsProtocolsLength, .tlsProtocolLength, .tlsProtocol, &reader, within: end)
        case .oldApplicationSettings, .applicationSettings: try readSettings(&reader, in: place, within: end)
        case .certificateTimestamps: try readTimestamps(&reader, within: end)
        case .padding: try reader.rest(to: end, .tlsPadding)
        case .compressCertificate:
            certificateCompressions = try reader.list16(
                1, .tlsCompressionsLength, .tlsCertificateCompression, within: end)
        case .recordSizeLimit: recordSizeLimit = Int(try reader.uint16(.tlsRecordSizeLimit, within: end))
        case .sessionTicket: ticket = reader.copy(try reader.rest(to: end, .tlsSessionTicket))
        case .preSharedKey: try readPreSharedKey(&reader, in: place, within: end)
        case .earlyData where place == .newSessionTicket:
            mostEarlyData = try reader.uint32(.tlsMaxEarlyData, within: end)
        case .supportedVersions: try readVersions(&reader, in: place, within: end)
        case .cookie: _ = try reader.opaque(2, .tlsCookieLength, .tlsCookie, within: end)
        case .keyExchangeModes: _ = try reader.list8(.tlsModesLength, .tlsMode, within: end)
        case .certificateAuthorities: try Self.readAuthorities(&reader, within: end)
        case .keyShare: try readKeyShare(&reader, in: place, within: end)
        case .encryptedClientHello: try readEncryptedHello(&reader, in: place, within: end)
        case .renegotiationInfo:
            _ = try reader.opaque(1, .tlsRenegotiationLength, .tlsRenegotiation, within: end)
        default: try reader.rest(to: end, .tlsExtensionData)
        }
    }

    private mutating func readServerName<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, within end: Int
    ) throws(DecodeError) {
        // The server answers with nothing: it has used the name.
        guard reader.byte < end else { return }
        let end = try reader.vector(2, .tlsNamesLength, within: end)
        while reader.byte < end {
            let type = try reader.uint8(.tlsNameType, within: end)
            let name = try reader.opaque(2, .tlsNameLength, .tlsServerName, within: end)
            if type == 0, serverName == nil { serverName = reader.text(name) }
        }
    }

    private func readStatusRequest<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, in place: ExtensionPlace, within end: Int
    ) throws(DecodeError) {
        guard reader.byte < end else { return }
        let type = try reader.uint8(.tlsStatusType, within: end)
        // Other types than OCSP have other contents.
        guard type == 1 else { return }
        if place == .certificate {
            _ = try reader.opaque(3, .tlsStatusLength, .tlsStatus, within: end)
        } else {
            try readRequest(&reader, within: end)
        }
    }

    private func readRequest<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, within end: Int
    ) throws(DecodeError) {
        _ = try reader.opaque(2, .tlsRespondersLength, .tlsResponders, within: end)
        _ = try reader.opaque(2, .tlsStatusExtensionsLength, .tlsStatusExtensions, within: end)
    }

    /// Several requests, each of a type and a length (RFC 6961 §2.2).
    private func readStatusRequests<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, within end: Int
    ) throws(DecodeError) {
        let end = try reader.vector(2, .tlsStatusListLength, within: end)
        while reader.byte < end {
            let type = try reader.uint8(.tlsStatusType, within: end)
            let end = try reader.vector(2, .tlsStatusRequestLength, within: end)
            // 1 is OCSP for the server's certificate, 2 for all of the chain.
            if type == 1 || type == 2 { try readRequest(&reader, within: end) }
            try reader.rest(to: end, .tlsExtensionData)
        }
    }

    private func readProtocols<Sink: FieldSink>(
        _ listID: FieldID, _ lengthID: FieldID, _ id: FieldID, _ reader: inout FieldReader<Sink>, within end: Int
    ) throws(DecodeError) -> [String] {
        let end = try reader.vector(2, listID, within: end)
        var names: [String] = []
        while reader.byte < end { names.append(reader.text(try reader.opaque(1, lengthID, id, within: end))) }
        return names
    }

    private func readSettings<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, in place: ExtensionPlace, within end: Int
    ) throws(DecodeError) {
        guard place == .clientHello else {
            try reader.rest(to: end, .tlsSettings)
            return
        }
        _ = try readProtocols(
            .tlsSettingsProtocolsLength, .tlsSettingsProtocolLength, .tlsSettingsProtocol, &reader, within: end)
    }

    private func readTimestamps<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, within end: Int
    ) throws(DecodeError) {
        // The client asks with nothing.
        guard reader.byte < end else { return }
        let end = try reader.vector(2, .tlsTimestampsLength, within: end)
        while reader.byte < end {
            let end = try reader.vector(2, .tlsTimestampLength, within: end)
            let version = try reader.uint8(.tlsTimestampVersion, within: end)
            if version == 0 {
                try reader.room(40, .tlsLog, within: end)
                _ = try reader.run(32, .tlsLog)
                _ = try reader.uint64(.tlsTimestamp)
            }
            try reader.rest(to: end, .tlsTimestampRest)
        }
    }

    private mutating func readPreSharedKey<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, in place: ExtensionPlace, within end: Int
    ) throws(DecodeError) {
        guard place == .clientHello else {
            selectedPreSharedKey = Int(try reader.uint16(.tlsSelectedIdentity, within: end))
            return
        }
        let identitiesEnd = try reader.vector(2, .tlsIdentitiesLength, within: end)
        while reader.byte < identitiesEnd {
            _ = try reader.opaque(2, .tlsIdentityLength, .tlsIdentity, within: identitiesEnd)
            _ = try reader.uint32(.tlsTicketAge, within: identitiesEnd)
            preSharedKeys += 1
        }
        let bindersEnd = try reader.vector(2, .tlsBindersLength, within: end)
        while reader.byte < bindersEnd {
            _ = try reader.opaque(1, .tlsBinderLength, .tlsBinder, within: bindersEnd)
        }
    }

    private mutating func readVersions<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, in place: ExtensionPlace, within end: Int
    ) throws(DecodeError) {
        if place == .clientHello {
            supportedVersions = try reader.list16(1, .tlsVersionsLength, .tlsSupportedVersion, within: end)
                .map(ProtocolVersion.init)
        } else {
            selectedVersion = ProtocolVersion(rawValue: try reader.uint16(.tlsSupportedVersion, within: end))
        }
    }

    static func readAuthorities<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, within end: Int
    ) throws(DecodeError) {
        let end = try reader.vector(2, .tlsAuthoritiesLength, within: end)
        while reader.byte < end {
            _ = try reader.opaque(2, .tlsAuthorityLength, .tlsAuthority, within: end)
        }
    }

    private mutating func readKeyShare<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, in place: ExtensionPlace, within end: Int
    ) throws(DecodeError) {
        if place == .helloRetryRequest {
            keyShareGroups = [NamedGroup(rawValue: try reader.uint16(.tlsSelectedGroup, within: end))]
            return
        }
        let end = place == .clientHello ? try reader.vector(2, .tlsKeySharesLength, within: end) : end
        while reader.byte < end {
            let group = NamedGroup(rawValue: try reader.uint16(.tlsKeyShareGroup, within: end))
            _ = try reader.opaque(2, .tlsKeyShareLength, .tlsKeyShare, within: end)
            keyShareGroups.append(group)
            if place != .clientHello { return }
        }
    }

    private mutating func readEncryptedHello<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, in place: ExtensionPlace, within end: Int
    ) throws(DecodeError) {
        switch place {
        case .clientHello:
            guard try reader.uint8(.tlsInnerOrOuter, within: end) == 0 else { return }
            hasOuterClientHello = true
            _ = try reader.uint16(.tlsHelloKDF, within: end)
            _ = try reader.uint16(.tlsHelloAEAD, within: end)
            _ = try reader.uint8(.tlsHelloConfiguration, within: end)
            _ = try reader.opaque(2, .tlsEncapsulatedLength, .tlsEncapsulatedKey, within: end)
            _ = try reader.opaque(2, .tlsInnerHelloLength, .tlsInnerHello, within: end)
        case .helloRetryRequest: try reader.rest(to: end, .tlsHelloConfirmation)
        default: try reader.rest(to: end, .tlsRetryConfigurations)
        }
    }
}
