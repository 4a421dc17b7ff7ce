import Foundation
import TestKit
import Testing
import Wire

@Suite struct FieldCatalogueTests {
    @Test("Every row is complete: names, a sentence, a source", arguments: FieldID.allCases)
    func complete(id: FieldID) {
        let row = FieldCatalogue.description(of: id)
        #expect(!row.key.isEmpty && row.key.first?.isLowercase == true)
        #expect(row.key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }, "\(row.key) is not camelCase")
        #expect(!row.title.isEmpty && !row.label.isEmpty)
        #expect(row.label.count <= row.title.count || row.title.count < 8, "\(row.label) is longer than \(row.title)")
        let isSpecified = ["RFC ", "IEEE 802", "LINKTYPE_", "3GPP TS ", "draft-"].contains { row.source.hasPrefix($0) }
        #expect(isSpecified, "\(row.source)")
    }

    @Test("A meaning is one sentence", arguments: FieldID.allCases)
    func sentence(id: FieldID) {
        let meaning = FieldCatalogue.description(of: id).meaning
        #expect(meaning.hasSuffix(".") && meaning.first?.isUppercase == true, "\(meaning)")
        #expect(!meaning.dropLast().contains(". "), "more than one sentence: \(meaning)")
        #expect(meaning.count > 20 && meaning.count < 160, "\(meaning)")
    }

    @Test("A key names one field of its header")
    func keys() {
        var seen: [String: FieldID] = [:]
        for id in FieldID.allCases {
            let row = FieldCatalogue.description(of: id)
            let place = "\(row.header.rawValue).\(row.key)"
            #expect(seen.updateValue(id, forKey: place) == nil, "\(place) names two fields")
        }
    }

    @Test("The name of a single bit fits below it, one letter a line")
    func bitLabels() {
        let bits: [FieldID] = [
            .frameFIN, .frameRSV1, .frameRSV2, .frameRSV3, .frameMASK, .vlanDropEligible, .ipv4Reserved,
            .ipv4DontFragment, .ipv4MoreFragments, .ipv6FragmentMore, .tcpCWR, .tcpECE, .tcpURG, .tcpACK, .tcpPSH,
            .tcpRST, .tcpSYN, .tcpFIN,
        ]
        for id in bits { #expect(FieldCatalogue.description(of: id).label.count <= 4, "\(id)") }
    }

    /// Bits of a cell: two columns each, less the border.
    @Test(
        "The label of a narrow cell fits",
        arguments: [
            (FieldID.frameOpcode, 4), (.frameLength, 7), (.vlanPriority, 3), (.vlanIdentifier, 12), (.ipv4Version, 4),
            (.ipv4HeaderLength, 4), (.ipv4ServiceType, 6), (.ipv4Congestion, 2), (.ipv4FragmentOffset, 13),
            (.ipv6Version, 4), (.ipv6TrafficClass, 8), (.ipv6FlowLabel, 20), (.ipv6FragmentOffset, 13),
            (.ipv6FragmentReservedBits, 2), (.tcpDataOffset, 4), (.tcpReserved, 4), (.tcpOptionKind, 8),
            (.tcpOptionLength, 8), (.ipv4TimeToLive, 8), (.ipv6HopLimit, 8), (.ipv6NextHeader, 8),
            (.ipv6ExtensionLength, 8), (.frameExtendedLength16, 16), (.closeCode, 16),
        ])
    func labels(id: FieldID, bits: Int) {
        let label = FieldCatalogue.description(of: id).label
        #expect(label.count <= bits * 2 - 1, "\(label)")
    }

    @Test("The colours of a WebSocket frame are the palette's")
    func categories() {
        let expected: [(FieldID, FieldCategory)] = [
            (.frameFIN, .flags), (.frameRSV1, .flags), (.frameOpcode, .opcode), (.frameMASK, .mask),
            (.frameLength, .length), (.frameExtendedLength16, .extendedLength),
            (.frameExtendedLength64, .extendedLength),
            (.frameMaskingKey, .maskingKey), (.framePayload, .payload),
        ]
        for (id, category) in expected { #expect(FieldCatalogue.description(of: id).category == category) }
        #expect(Set(FieldCategory.allCases.map(\.name)).count == FieldCategory.allCases.count)
    }

    @Test("Wireshark knows every display filter", .enabled(if: Tshark.isInstalled))
    func displayFilters() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tshark", "-G", "fields"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        var known: Set<Substring> = []
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            if columns.count > 2, columns[0] == "F" { known.insert(columns[2]) }
        }
        try #require(known.count > 1000)
        for id in FieldID.allCases {
            guard let filter = FieldCatalogue.description(of: id).displayFilter else { continue }
            #expect(known.contains(Substring(filter)), "\(filter)")
        }
    }
}
