// The fields of the extensions of TLS handshake messages, those of hellos of any version.

extension FieldDescription {
    static func handshakeExtension(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, source: String,
        _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .tlsExtension, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: filter.map { "tls." + $0 })
    }

    static let tlsExtensionsLength = handshakeExtension(
        "extensionsLength", "Extensions length", "extensions length", .extendedLength,
        filter: "handshake.extensions_length", source: "RFC 8446 §4.2",
        "Says how many bytes of extensions follow.")
    static let tlsExtensionType = handshakeExtension(
        "type", "Extension type", "extension type", .opcode, filter: "handshake.extension.type",
        source: "RFC 8446 §4.2",
        "Says which extension begins here; a receiver that doesn't know it skips it.")
    static let tlsExtensionLength = handshakeExtension(
        "length", "Extension length", "extension length", .extendedLength, filter: "handshake.extension.len",
        source: "RFC 8446 §4.2",
        "Says how many bytes the extension's content takes.")
    static let tlsExtensionData = handshakeExtension(
        "data", "Extension data", "extension data", .payload, filter: "handshake.extension.data",
        source: "RFC 8446 §4.2",
        "The content of an extension that ws101 skips.")
    static let tlsNamesLength = handshakeExtension(
        "namesLength", "Server name list length", "list length", .extendedLength,
        filter: "handshake.extensions_server_name_list_len", source: "RFC 6066 §3",
        "Says how many bytes of server names follow.")
    static let tlsNameType = handshakeExtension(
        "nameType", "Server name type", "name type", .opcode, filter: "handshake.extensions_server_name_type",
        source: "RFC 6066 §3",
        "A 0 means a host name, the only type there is.")
    static let tlsNameLength = handshakeExtension(
        "nameLength", "Server name length", "name length", .extendedLength,
        filter: "handshake.extensions_server_name_len", source: "RFC 6066 §3",
        "Says how many bytes the name takes.")
    static let tlsServerName = handshakeExtension(
        "serverName", "Server name", "server name", .payload, filter: "handshake.extensions_server_name",
        source: "RFC 6066 §3",
        "The host that the client wants to reach, in clear text: the server picks its certificate by it.")
    static let tlsMaxFragmentLength = handshakeExtension(
        "maxFragmentLength", "Maximum fragment length", "max fragment", .length,
        filter: "handshake.max_fragment_length", source: "RFC 6066 §4",
        "Asks for short records: 1 means at most 512 bytes, 4 means at most 4096.")
    static let tlsStatusListLength = handshakeExtension(
        "statusListLength", "Status request list length", "list length", .extendedLength,
        filter: "handshake.extensions_status_request_list_len", source: "RFC 6961 §2.2",
        "Says how many bytes of requests for a certificate's status follow.")
    static let tlsStatusRequestLength = handshakeExtension(
        "statusRequestLength", "Status request length", "request length", .extendedLength,
        filter: "handshake.extensions_status_request_len", source: "RFC 6961 §2.2",
        "Says how many bytes this request takes.")
    static let tlsRespondersLength = handshakeExtension(
        "respondersLength", "Responder list length", "responders length", .extendedLength,
        filter: "handshake.extensions_status_request_responder_ids_len", source: "RFC 6066 §8",
        "Says how many bytes of trusted OCSP responders follow.")
    static let tlsResponders = handshakeExtension(
        "responders", "Responders", "responders", .payload, filter: nil, source: "RFC 6066 §8",
        "The OCSP responders that the client trusts.")
    static let tlsStatusExtensionsLength = handshakeExtension(
        "statusExtensionsLength", "Request extensions length", "extensions length", .extendedLength,
        filter: "handshake.extensions_status_request_exts_len", source: "RFC 6066 §8",
        "Says how many bytes of extensions of the OCSP request follow.")
    static let tlsStatusExtensions = handshakeExtension(
        "statusExtensions", "Request extensions", "request extensions", .payload, filter: nil, source: "RFC 6066 §8",
        "What the client adds to the OCSP request.")
    static let tlsGroupsLength = handshakeExtension(
        "groupsLength", "Group list length", "list length", .extendedLength,
        filter: "handshake.extensions_supported_groups_length", source: "RFC 8446 §4.2.7",
        "Says how many bytes of groups follow, two for each.")
    static let tlsGroup = handshakeExtension(
        "group", "Supported group", "group", .opcode, filter: "handshake.extensions_supported_group",
        source: "RFC 8446 §4.2.7",
        "Names a curve or group in which the sender can agree on a secret, its favourite first.")
    static let tlsPointFormatsLength = handshakeExtension(
        "pointFormatsLength", "Point formats length", "formats length", .length,
        filter: "handshake.extensions_ec_point_formats_length", source: "RFC 8422 §5.1.2",
        "Says how many formats follow.")
    static let tlsPointFormat = handshakeExtension(
        "pointFormat", "Point format", "point format", .flags, filter: "handshake.extensions_ec_point_format",
        source: "RFC 8422 §5.1.2",
        "A 0 means uncompressed points, the only format still in use.")
    static let tlsSchemesLength = handshakeExtension(
        "schemesLength", "Signature algorithms length", "list length", .extendedLength,
        filter: "handshake.sig_hash_alg_len", source: "RFC 8446 §4.2.3",
        "Says how many bytes of signature algorithms follow, two for each.")
    static let tlsScheme = handshakeExtension(
        "scheme", "Signature algorithm", "signature algorithm", .opcode, filter: "handshake.sig_hash_alg",
        source: "RFC 8446 §4.2.3",
        "Names a way to sign that the sender can check, or has used for the signature that follows.")
    static let tlsHeartbeatMode = handshakeExtension(
        "heartbeatMode", "Heartbeat mode", "heartbeat", .flags, filter: "handshake.extension.heartbeat.mode",
        source: "RFC 6520 §2",
        "Says whether the peer may send heartbeats (1) or not (2).")
    static let tlsProtocolsLength = handshakeExtension(
        "protocolsLength", "ALPN list length", "list length", .extendedLength, filter: "handshake.extensions_alpn_len",
        source: "RFC 7301 §3.1",
        "Says how many bytes of protocol names follow.")
    static let tlsProtocolLength = handshakeExtension(
        "protocolLength", "Protocol name length", "name length", .length, filter: "handshake.extensions_alpn_str_len",
        source: "RFC 7301 §3.1",
        "Says how many bytes this protocol's name takes.")
    static let tlsProtocol = handshakeExtension(
        "protocol", "ALPN protocol", "protocol", .payload, filter: "handshake.extensions_alpn_str",
        source: "RFC 7301 §3.1",
        "A protocol to be spoken inside TLS: a WebSocket needs http/1.1, or h2 with extended CONNECT.")
    static let tlsSettingsProtocolsLength = handshakeExtension(
        "settingsProtocolsLength", "ALPS list length", "list length", .extendedLength,
        filter: "handshake.extensions_alps_len", source: "draft-vvv-tls-alps §3",
        "Says how many bytes of protocol names follow.")
    static let tlsSettingsProtocolLength = handshakeExtension(
        "settingsProtocolLength", "ALPS name length", "name length", .length,
        filter: "handshake.extensions_alps_alpn_str_len", source: "draft-vvv-tls-alps §3",
        "Says how many bytes this protocol's name takes.")
    static let tlsSettingsProtocol = handshakeExtension(
        "settingsProtocol", "ALPS protocol", "protocol", .payload, filter: "handshake.extensions_alps_alpn_str",
        source: "draft-vvv-tls-alps §3",
        "A protocol whose settings the client accepts as early as the handshake.")
    static let tlsSettings = handshakeExtension(
        "settings", "Application settings", "settings", .payload, filter: "handshake.extensions_alps.settings",
        source: "draft-vvv-tls-alps §3",
        "The settings of the protocol inside TLS, sent in the handshake to save time.")
    static let tlsTimestampsLength = handshakeExtension(
        "timestampsLength", "SCT list length", "list length", .extendedLength, filter: "sct.scts_length",
        source: "RFC 6962 §3.3",
        "Says how many bytes of signed certificate timestamps follow.")
    static let tlsTimestampLength = handshakeExtension(
        "timestampLength", "SCT length", "SCT length", .extendedLength, filter: "sct.sct_length",
        source: "RFC 6962 §3.3",
        "Says how many bytes this timestamp takes.")
    static let tlsTimestampVersion = handshakeExtension(
        "timestampVersion", "SCT version", "SCT version", .flags, filter: "sct.sct_version", source: "RFC 6962 §3.2",
        "A 0 means version 1 of Certificate Transparency.")
    static let tlsLog = handshakeExtension(
        "log", "Log ID", "log ID", .maskingKey, filter: "sct.sct_logid", source: "RFC 6962 §3.2",
        "Names the public log that has recorded the certificate.")
    static let tlsTimestamp = handshakeExtension(
        "timestamp", "Timestamp", "timestamp", .extendedLength, filter: "sct.sct_timestamp", source: "RFC 6962 §3.2",
        "Says when the log recorded the certificate, in milliseconds since 1970.")
    static let tlsTimestampRest = handshakeExtension(
        "timestampRest", "SCT extensions and signature", "SCT signature", .payload, filter: nil,
        source: "RFC 6962 §3.2",
        "The signature of the log, with which anybody can check that the certificate is public.")
    static let tlsPadding = handshakeExtension(
        "padding", "Padding", "padding", .payload, filter: "handshake.extensions_padding_data", source: "RFC 7685 §3",
        "Zeros that make the message longer, because some old servers fail on certain lengths.")
    static let tlsCompressionsLength = handshakeExtension(
        "compressionsLength", "Algorithms length", "algorithms length", .length,
        filter: "compress_certificate.algorithms_length", source: "RFC 8879 §3",
        "Says how many bytes of compression methods for certificates follow, two for each.")
    static let tlsRecordSizeLimit = handshakeExtension(
        "recordSizeLimit", "Record size limit", "record size limit", .extendedLength, filter: "record_size_limit",
        source: "RFC 8449 §4",
        "The longest record that the sender takes, in bytes before encryption.")
    static let tlsSessionTicket = handshakeExtension(
        "sessionTicket", "Session ticket", "session ticket", .payload, filter: "handshake.extension.data",
        source: "RFC 5077 §3.2",
        "The ticket of an earlier session that the client wants to resume; empty to ask for one.")
}
