// The extensions that tell something about a WebSocket's way, by number.

extension ExtensionType {
    /// server_name (RFC 6066 §3).
    public static let serverName = ExtensionType(rawValue: 0)
    /// max_fragment_length (RFC 6066 §4).
    public static let maxFragmentLength = ExtensionType(rawValue: 1)
    /// status_request (RFC 6066 §8).
    public static let statusRequest = ExtensionType(rawValue: 5)
    /// status_request_v2 (RFC 6961).
    public static let statusRequests = ExtensionType(rawValue: 17)
    /// supported_groups (RFC 8446 §4.2.7).
    public static let supportedGroups = ExtensionType(rawValue: 10)
    /// ec_point_formats (RFC 8422 §5.1.2).
    public static let pointFormats = ExtensionType(rawValue: 11)
    /// signature_algorithms (RFC 8446 §4.2.3).
    public static let signatureAlgorithms = ExtensionType(rawValue: 13)
    /// heartbeat (RFC 6520).
    public static let heartbeat = ExtensionType(rawValue: 15)
    /// application_layer_protocol_negotiation (RFC 7301).
    public static let protocolNegotiation = ExtensionType(rawValue: 16)
    /// signed_certificate_timestamp (RFC 6962 §3.3.1).
    public static let certificateTimestamps = ExtensionType(rawValue: 18)
    /// padding (RFC 7685).
    public static let padding = ExtensionType(rawValue: 21)
    /// encrypt_then_mac (RFC 7366).
    public static let encryptThenMAC = ExtensionType(rawValue: 22)
    /// extended_master_secret (RFC 7627).
    public static let extendedMasterSecret = ExtensionType(rawValue: 23)
    /// compress_certificate (RFC 8879).
    public static let compressCertificate = ExtensionType(rawValue: 27)
    /// record_size_limit (RFC 8449).
    public static let recordSizeLimit = ExtensionType(rawValue: 28)
    /// delegated_credential (RFC 9345).
    public static let delegatedCredential = ExtensionType(rawValue: 34)
    /// session_ticket (RFC 5077).
    public static let sessionTicket = ExtensionType(rawValue: 35)
    /// pre_shared_key (RFC 8446 §4.2.11).
    public static let preSharedKey = ExtensionType(rawValue: 41)
    /// early_data (RFC 8446 §4.2.10).
    public static let earlyData = ExtensionType(rawValue: 42)
    /// supported_versions (RFC 8446 §4.2.1).
    public static let supportedVersions = ExtensionType(rawValue: 43)
    /// cookie (RFC 8446 §4.2.2).
    public static let cookie = ExtensionType(rawValue: 44)
    /// psk_key_exchange_modes (RFC 8446 §4.2.9).
    public static let keyExchangeModes = ExtensionType(rawValue: 45)
    /// certificate_authorities (RFC 8446 §4.2.4).
    public static let certificateAuthorities = ExtensionType(rawValue: 47)
    /// signature_algorithms_cert (RFC 8446 §4.2.3).
    public static let certificateSignatureAlgorithms = ExtensionType(rawValue: 50)
    /// key_share (RFC 8446 §4.2.8).
    public static let keyShare = ExtensionType(rawValue: 51)
    /// application_settings, the older number (draft-vvv-tls-alps).
    public static let oldApplicationSettings = ExtensionType(rawValue: 17513)
    /// application_settings (draft-vvv-tls-alps).
    public static let applicationSettings = ExtensionType(rawValue: 17613)
    /// encrypted_client_hello (draft-ietf-tls-esni).
    public static let encryptedClientHello = ExtensionType(rawValue: 65037)
    /// renegotiation_info (RFC 5746).
    public static let renegotiationInfo = ExtensionType(rawValue: 65281)
}
