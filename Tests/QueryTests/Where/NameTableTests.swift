import Dissection
import Testing

@testable import Query

@Suite struct NameTableTests {
    @Test("Every name has a type, and every type's names are there")
    func types() {
        for name in NameTable.all { #expect(NameTable.type(of: name) != .any, "\(name)") }
    }

    @Test("Values are of the type that the table says, in every recording", arguments: sampleNames)
    func values(name: String) throws {
        let recording = try sample(name)
        for (kind, thing) in [
            (Item.Kind.session, Thing.Kind.session), (.frame, .frame), (.message, .message), (.finding, .finding),
        ] {
            for item in recording.items(kind) {
                for name in NameTable.names(of: thing) {
                    guard case .value(let value) = Property.lookup(name, of: item) else { continue }
                    let type = NameTable.type(of: name)
                    #expect(
                        Self.type(of: value).fits(type), "\(kind.rawValue) \(name): \(value.kind), not \(type.words)")
                    if let words = NameTable.vocabulary(of: name), case .text(let text) = value {
                        #expect(words.contains(text), "\(name) is '\(text)'")
                    }
                }
            }
        }
    }

    private static func type(of value: Value) -> ValueType {
        switch value {
        case .number: .number
        case .text: .text
        case .bytes: .bytes
        case .truth: .truth
        case .duration: .duration
        case .list: .list
        case .object, .item: .object
        }
    }

    @Test func namesOfSessionsHoldForAllInThem() {
        for kind in Thing.Kind.allCases {
            #expect(NameTable.has("uri", kind) && NameTable.has("uri", of: .session, kind))
            #expect(NameTable.has("tcpEnd", kind) == (kind == .end))
            #expect(NameTable.has("opcode", kind) == (kind == .frame))
            #expect(NameTable.has("rule", of: .finding, kind) == (kind == .finding))
        }
    }

    @Test(arguments: [
        ("opcod", "opcode"), ("payloadlength", "payloadLength"), ("sevrity", "severity"), ("Length", "length"),
    ])
    func findsTheNearestName(name: String, near: String) {
        #expect(NameTable.nearest(to: name, of: nil).first == near)
    }
}
