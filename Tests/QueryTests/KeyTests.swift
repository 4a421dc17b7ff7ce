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

    @Test("Every key has one meaning, in one place", arguments: Item.Kind.allCases)
    func meanings(kind: Item.Kind) throws {
        let documented = Property.documented(kind)
        #expect(documented.allSatisfy { !$0.meaning.isEmpty && !$0.meaning.hasSuffix(".") })
        #expect(documented.count == Set(documented.map(\.name)).count, "\(documented.map(\.name).sorted())")
        #expect(Set(Key<RecordedFrame>.byName.keys).isSubset(of: Property.names(of: .frame)))
        #expect(Set(Key<RecordedSession>.byName.keys).isSubset(of: Property.names(of: .session)))
        #expect(Set(Key<RecordedMessage>.byName.keys).isSubset(of: Property.names(of: .message)))
        #expect(Set(Key<RecordedSegment>.byName.keys).isSubset(of: Property.names(of: .packet)))
        #expect(Set(Key<RecordedFinding>.byName.keys).isSubset(of: Property.names(of: .finding)))
        #expect(Set(Key<RecordedRecord>.byName.keys).isSubset(of: Property.names(of: .record)))
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
