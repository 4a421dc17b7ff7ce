// The fields of GTP-U and Teredo.

extension FieldDescription {
    private static func gtp(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .gtp, key: key, title: title, label: label, meaning: meaning, source: "3GPP TS 29.281 §5.1",
            category: category, displayFilter: filter.map { "gtp." + $0 })
    }

    static let gtpVersion = gtp(
        "version", "Version", "ver", .opcode, filter: "flags.version",
        "The version of this header: 1.")
    static let gtpProtocolType = gtp(
        "protocolType", "PT", "PT", .flags, filter: "flags.payload",
        "Says that this is GTP and not the variant for charging.")
    static let gtpReserved = gtp(
        "reserved", "Reserved", "res", .flags, filter: "flags.reserved",
        "Reserved; senders set it to 0 and receivers ignore it.")
    static let gtpHasExtension = gtp(
        "hasExtension", "E flag", "E", .flags, filter: "flags.e",
        "Says that extension headers follow.")
    static let gtpHasSequence = gtp(
        "hasSequence", "S flag", "S", .flags, filter: "flags.s",
        "Says that the sequence number is filled in.")
    static let gtpHasNumber = gtp(
        "hasNumber", "PN flag", "PN", .flags, filter: "flags.pn",
        "Says that the N-PDU number is filled in.")
    static let gtpMessage = gtp(
        "message", "Message type", "message", .opcode, filter: "message",
        "Says what the packet is for: 255 carries a packet.")
    static let gtpLength = gtp(
        "length", "Length", "length", .extendedLength, filter: "length",
        "The length in bytes of what follows the first eight bytes of this header.")
    static let gtpTunnel = gtp(
        "tunnel", "TEID", "TEID", .maskingKey, filter: "teid",
        "The number of the tunnel in the receiver.")
    static let gtpSequence = gtp(
        "sequence", "Sequence number", "sequence", .extendedLength, filter: "seq_number",
        "Counts the packets of this tunnel, if the S flag is set.")
    static let gtpNumber = gtp(
        "number", "N-PDU number", "N-PDU", .extendedLength, filter: "npdu_number",
        "Helps to move a phone from one station to another.")
    static let gtpNext = gtp(
        "next", "Next extension header type", "next", .opcode, filter: "ext_hdr.next",
        "Says which extension header comes next; 0 says that none does.")
    static let gtpExtensionLength = gtp(
        "extensionLength", "Extension header length", "length", .length, filter: "ext_hdr.length",
        "The length of this extension header in units of four bytes.")
    static let gtpExtensionData = gtp(
        "extensionData", "Extension header content", "content", .payload, filter: nil,
        "What the extension header tells.")

    private static func teredo(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .teredo, key: key, title: title, label: label, meaning: meaning, source: "RFC 4380 §5.1.1",
            category: category, displayFilter: filter.map { "teredo." + $0 })
    }

    static let teredoIndicator = teredo(
        "indicator", "Indicator", "indicator", .opcode, filter: nil,
        "Says what follows: 0 the origin's address, 1 a proof of identity.")
    static let teredoIdentifierLength = teredo(
        "identifierLength", "ID-len", "ID-len", .length, filter: "auth.idlen",
        "The length in bytes of the client's name.")
    static let teredoProofLength = teredo(
        "proofLength", "AU-len", "AU-len", .length, filter: "auth.aulen",
        "The length in bytes of the proof.")
    static let teredoProof = teredo(
        "proof", "Authentication", "authentication", .payload, filter: nil,
        "The client's name and the proof that it is that client.")
    static let teredoNonce = teredo(
        "nonce", "Nonce", "nonce", .maskingKey, filter: "auth.nonce",
        "A number that the client chose and the server repeats.")
    static let teredoConfirmation = teredo(
        "confirmation", "Confirmation", "confirm", .flags, filter: "auth.conf",
        "Says whether the client needs a new key.")
    static let teredoPort = teredo(
        "originPort", "Origin port", "origin port", .maskingKey, filter: "orig.port",
        "The client's port as seen from outside, with all bits inverted.")
    static let teredoAddress = teredo(
        "originAddress", "Origin address", "origin address", .maskingKey, filter: "orig.addr",
        "The client's address as seen from outside, with all bits inverted.")
}
