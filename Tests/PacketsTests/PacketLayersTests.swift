import Packets
import TestKit
import Testing
import Wire

@Suite struct PacketLayersTests {
    private static func layers(_ bytes: [UInt8], _ sample: Sample) -> [PacketLayer] {
        PacketLayers.decode(bytes: bytes.rawSpan, linkType: sample.builder.linkType)
    }

    @Test func layersAreNamed() {
        let bytes = PacketBuilder(link: .ethernet(vlans: [5])).packet(PacketSamples.segment())
        let layers = PacketLayers.decode(bytes: bytes.rawSpan, linkType: .ethernet)
        #expect(layers.map(\.name) == ["Ethernet", "802.1Q", "IPv4", "TCP", "TCP payload"])
        #expect(layers.map(\.source)[2...3] == ["RFC 791 §3.1", "RFC 9293 §3.1"])
        #expect(layers.map(\.range) == [0..<14, 14..<18, 18..<38, 38..<58, 58..<71])
    }

    @Test(arguments: PacketSamples.all)
    func fieldsTileTheirLayerAndLayersThePacket(_ sample: Sample) throws {
        let bytes = sample.bytes
        let layers = Self.layers(bytes, sample)
        var position = 0
        for layer in layers {
            #expect(layer.range.lowerBound == position)
            #expect(layer.error == nil)
            position = layer.range.upperBound
            guard layer.kind != .payload else { continue }
            var bit = 0
            for field in layer.fields {
                #expect(field.range.lower == bit)
                bit = field.range.upper
            }
            #expect(bit == layer.range.count * 8)
        }
        let payload = try #require(layers.last)
        #expect(payload.kind == .payload)
        #expect(Array(bytes[payload.range]) == sample.segment.payload)
    }

    /// The fast path and the description give up at the same place for the same reason, wherever a packet ends.
    @Test(arguments: PacketSamples.all)
    func decodeAndDescribeAgreeOnEveryTruncation(_ sample: Sample) {
        let bytes = sample.bytes
        for length in 0..<bytes.count {
            let cut = Array(bytes[..<length])
            let layers = Self.layers(cut, sample)
            switch decode(cut, sample.builder.linkType) {
            case .tcp(let segment):
                #expect(layers.allSatisfy { $0.error == nil })
                #expect(layers.last { $0.kind == .tcp }?.range.upperBound == segment.payload.lowerBound)
            case .other(.malformed(let kind, let error)):
                #expect(layers.last?.kind == kind)
                guard case .needMore(_, _, let missing, .packet) = error else {
                    Issue.record("\(error) at length \(length)")
                    continue
                }
                #expect(missing > 0)
                guard case .needMore(_, _, _, .packet) = layers.last?.error else {
                    Issue.record("\(String(describing: layers.last?.error)) at length \(length)")
                    continue
                }
            case .fragment: Issue.record("a fragment at length \(length)")
            case .other(.notIP), .other(.notTCP): #expect(sample.isGuessed)
            case .other(.linkType): #expect(sample.builder.linkType == .user2 && length < 12)
            case .other(let skip): Issue.record("\(skip) at length \(length)")
            }
            for layer in layers where layer.kind != .payload {
                var bit = 0
                for field in layer.fields {
                    #expect(field.range.lower == bit)
                    bit = field.range.upper
                }
                #expect(bit <= layer.range.count * 8)
            }
        }
    }

    @Test func everyKindHasItsNameAndSource() {
        for kind in PacketLayerKind.allCases {
            #expect(!kind.name.isEmpty && !kind.source.isEmpty)
        }
        #expect(Set(PacketLayerKind.allCases.map(\.name)).count == PacketLayerKind.allCases.count)
    }
}
