import Testing
import Wire

@Suite struct LinkTypeTests {
    @Test(
        arguments: [
            (0, "NULL"), (1, "ETHERNET"), (105, "IEEE802_11"), (127, "IEEE802_11_RADIOTAP"), (147, "USER0"),
            (162, "USER15"), (187, "BLUETOOTH_HCI_H4"), (239, "NFLOG"), (258, "PKTAP"), (276, "LINUX_SLL2"),
        ] as [(UInt16, String)])
    func names(_ number: UInt16, _ expected: String) { #expect(LinkType(rawValue: number).name == expected) }

    @Test(arguments: [11, 49, 52, 208, 65_535] as [UInt16])
    func numbersThatTheRegistryLacks(_ number: UInt16) { #expect(LinkType(rawValue: number).name == nil) }

    @Test func noNameTwice() {
        let names = (UInt16.min...(.max)).compactMap { LinkType(rawValue: $0).name }
        #expect(names.count > 190)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.allSatisfy { $0.isUppercase || $0.isNumber || $0 == "_" } })
    }
}
