/// The first word of a line in a key log (NSS key log format; draft-ietf-tls-keylogfile).
enum KeyLogLabel: String, CaseIterable {
    case clientRandom = "CLIENT_RANDOM"
    case clientEarlyTraffic = "CLIENT_EARLY_TRAFFIC_SECRET"
    case clientHandshakeTraffic = "CLIENT_HANDSHAKE_TRAFFIC_SECRET"
    case serverHandshakeTraffic = "SERVER_HANDSHAKE_TRAFFIC_SECRET"
    case clientApplicationTraffic = "CLIENT_TRAFFIC_SECRET_0"
    case serverApplicationTraffic = "SERVER_TRAFFIC_SECRET_0"
    case rsa = "RSA"
    // These protect no record: what exporters derive from, and what opens an encrypted ClientHello.
    case exporter = "EXPORTER_SECRET"
    case earlyExporterMaster = "EARLY_EXPORTER_MASTER_SECRET"
    case earlyExporter = "EARLY_EXPORTER_SECRET"
    case echSecret = "ECH_SECRET"
    case echConfig = "ECH_CONFIG"

    /// Where a connection's secret of this kind is kept; nil for `RSA` lines and for what opens no record.
    var place: WritableKeyPath<ConnectionSecrets, Secret?>? {
        switch self {
        case .clientRandom: \.master
        case .clientEarlyTraffic: \.clientEarlyTraffic
        case .clientHandshakeTraffic: \.clientHandshakeTraffic
        case .serverHandshakeTraffic: \.serverHandshakeTraffic
        case .clientApplicationTraffic: \.clientApplicationTraffic
        case .serverApplicationTraffic: \.serverApplicationTraffic
        case .rsa, .exporter, .earlyExporterMaster, .earlyExporter, .echSecret, .echConfig: nil
        }
    }

    /// Whether lines of this kind hold no secret that opens records.
    var isUnused: Bool { self != .rsa && place == nil }

    /// How many bytes the line's last word stands for: a master secret has 48, a traffic secret as many as its hash.
    var secretLengths: [Int] {
        switch self {
        case .clientRandom, .rsa: [48]
        default: [32, 48]
        }
    }
}
