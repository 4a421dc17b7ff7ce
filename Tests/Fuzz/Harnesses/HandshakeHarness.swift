import Diagram
import TLS
import Wire

/// A TLS record's header, an alert, and a handshake message under every version and kind of key exchange.
///
/// Input: the version and suite in a byte, then the message. Its fields must tile what was read; the fast way must
/// agree; what is drawn must not disturb a terminal. Certificates in it are read, too.
func checkHandshake(_ bytes: [UInt8]) throws(BrokenPromise) {
    var input = Input(bytes)
    let choice = Int(input.byte())
    let message = input.rest()
    let versions: [ProtocolVersion] = [.tls12, .tls13, .tls10, .ssl30]
    // RSA, DHE, ECDHE, an anonymous one, a key known before, none.
    let suites: [UInt16] = [0x009c, 0x009e, 0xc02f, 0x0034, 0x008c, 0x1301, 0, 0xffff]
    let context = HandshakeContext(
        version: versions[choice & 3], suite: CipherSuite(rawValue: suites[choice >> 2 & 7]))
    let described = HandshakeMessage.describe(message.rawSpan, context: context)
    try expect((try? HandshakeMessage(message.rawSpan, context: context)) == described.message, "the fast way differs")
    var end = 0
    for field in described.fields {
        try expect(
            field.range.lower == end && field.range.count > 0, "a field at bit \(field.range.lower) after \(end)")
        end = field.range.upper
    }
    try expect(end <= message.count * 8, "fields reach beyond the message")
    if case .certificate(let list)? = described.message {
        for place in list.certificates { try checkCertificate(Array(message[place])) }
    }
    try checkCertificate(message)
    let screen = Screen(width: choice & 64 == 0 ? 80 : 24, color: false, ascii: choice & 128 != 0)
    try checkText(HandshakeMessageDiagram(bytes: message, context: context).text(on: screen), "a message")
    try checkText(RecordDiagram(bytes: message).text(on: screen), "a record")
}

private func checkCertificate(_ der: [UInt8]) throws(BrokenPromise) {
    guard let summary = try? CertificateSummary(der: der.rawSpan) else { return }
    try expect(summary.names.count <= summary.nameCount, "more names than there are")
    _ = summary.isValid(at: 0)
    for name in summary.names { _ = summary.covers(host: name) }
}
