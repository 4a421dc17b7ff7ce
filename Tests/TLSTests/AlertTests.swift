import TLS
import Testing
import Wire

@Suite struct AlertTests {
    @Test func readsItsTwoBytes() throws {
        var reader = FieldReader([2, 40].rawSpan, sink: FieldRecorder(), limitedBy: .stream)
        let alert = try Alert(reading: &reader)
        #expect(alert.level == 2 && alert.description.name == "handshake_failure")
        #expect(reader.finish().fields.map(\.id) == [.tlsAlertLevel, .tlsAlertDescription])
    }

    @Test func isFatalByItsLevelOrInTLS13ByItsDescription() {
        let notice = Alert(level: 1, description: .closeNotify)
        let name = Alert(level: 1, description: AlertDescription(rawValue: 112))
        #expect(!notice.isFatal(in: .tls13) && !notice.isFatal(in: .tls12) && !name.isFatal(in: .tls12))
        #expect(name.isFatal(in: .tls13) && Alert(level: 2, description: .closeNotify).isFatal(in: nil))
    }

    @Test(arguments: TLSNames.alertNumbers) func explainsItselfInSentences(number: UInt8) {
        let description = AlertDescription(rawValue: number)
        #expect(description.name?.isEmpty == false)
        for text in [description.meaning, description.usualCause].compactMap(\.self) {
            #expect(text.hasSuffix(".") && text.first?.isUppercase == true, "\(text)")
        }
        #expect(description.meaning != nil)
    }
}
