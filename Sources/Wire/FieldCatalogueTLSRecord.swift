// The fields of a TLS record's header, and of the short messages that stand in records of their own.

extension FieldDescription {
    private static func record(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, source: String,
        _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .tlsRecord, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: filter.map { "tls." + $0 })
    }

    static let tlsContentType = record(
        "contentType", "Content type", "content type", .opcode, filter: "record.content_type", source: "RFC 8446 §5.1",
        "Says what the record carries: a piece of the handshake, an alert, or data, which encrypted records of TLS 1.3 all pretend to be."
    )
    static let tlsRecordVersion = record(
        "version", "Version", "version", .flags, filter: "record.version", source: "RFC 8446 §5.1",
        "The version of TLS up to 1.2; TLS 1.3 writes an old number here so that old devices on the way let it pass.")
    static let tlsRecordLength = record(
        "length", "Length", "length", .extendedLength, filter: "record.length", source: "RFC 8446 §5.1",
        "Says how many bytes follow in this record, at most 16384 before encryption.")
    static let tlsChangeCipherSpec = record(
        "changeCipherSpec", "Change cipher spec", "change cipher spec", .flags, filter: "change_cipher_spec",
        source: "RFC 5246 §7.1",
        "A single 1: up to TLS 1.2 all that follows is encrypted, in TLS 1.3 it means nothing.")

    private static func alert(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, source: String,
        _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .tlsAlert, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: filter.map { "tls." + $0 })
    }

    static let tlsAlertLevel = alert(
        "level", "Level", "level", .flags, filter: "alert_message.level", source: "RFC 8446 §6",
        "Says whether the sender goes on after the alert (1, a warning) or not (2, fatal); in TLS 1.3 the description alone decides."
    )
    static let tlsAlertDescription = alert(
        "description", "Description", "description", .error, filter: "alert_message.desc", source: "RFC 8446 §6",
        "Says as a number what went wrong, or that the sender has no more to send.")
}
