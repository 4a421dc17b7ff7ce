import TLS
import Testing

@Suite struct ExtensionTypeTests {
    @Test func explainsItselfInASentence() {
        for number in UInt16.min...UInt16.max {
            let type = ExtensionType(rawValue: number)
            guard let meaning = type.meaning else { continue }
            #expect(meaning.hasSuffix(".") && meaning.first?.isUppercase == true && type.name != nil, "\(meaning)")
        }
    }

    @Test(arguments: [
        (UInt16(0x0a0a), true), (0x1a1a, true), (0xfafa, true), (0x0a1a, false), (0x0a0b, false), (0, false),
    ]) func knowsGREASE(number: UInt16, isGREASE: Bool) {
        #expect(ExtensionType(rawValue: number).isGREASE == isGREASE)
        #expect((NamedGroup(rawValue: number).name == "GREASE") == isGREASE)
    }
}
