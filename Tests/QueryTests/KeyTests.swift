import Foundation
import Query
import Testing

@testable import Query

// The names and values of the language are NDJSON's: held against the lines of every recording.
@Suite struct KeyTests {

    @Test("Every key that NDJSON writes is documented, and has the same value here", arguments: sampleNames)
    func keys(name: String) throws {
        let recording = try sample(name)
        for kind in [Item.Kind.session, .frame, .message, .finding, .record] {
            let documented = ReportedKey.names(of: kind)
            for item in recording.items(kind) {
                for (key, reported) in ReportedObject.values(of: item) where key != "type" && key != "session" {
                    #expect(documented.contains(key), "\(kind.rawValue) \(key)")
                    guard case .value(let value) = Property.lookup(key, of: item) else {
                        Issue.record("\(item.title) has no \(key)")
                        continue
                    }
                    if key == "maskingKey" {
                        #expect(value.text.filter { $0 != " " } == reported.text)
                    } else {
                        #expect(value.isSame(as: reported), "\(kind.rawValue) \(key): \(value.text), \(reported.text)")
                    }
                }
            }
        }
    }

    @Test func namesAreUnique() {
        for kind in Item.Kind.allCases {
            let names = ReportedKey.keys(of: kind).map(\.name)
            #expect(names.count == Set(names).count)
        }
    }

    @Test("Each kind's unknown key is answered with those that there are")
    func unknownKeys() throws {
        let recording = try sample("hello")
        for kind in [Item.Kind.session, .frame, .message, .segment, .packet] {
            let item = try #require(recording.items(kind).first)
            guard case .unknown = Property.lookup("nosuch", of: item) else {
                Issue.record("\(kind) has `nosuch`")
                continue
            }
            #expect(Property.unknown("nosuch", kind).contains("number"))
        }
    }
}
