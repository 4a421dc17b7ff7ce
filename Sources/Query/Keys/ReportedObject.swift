import Dissection
import Foundation
import Report

/// The keys of the lines that NDJSON has for a thing, read from those lines: so both are the same.
enum ReportedObject {
    /// The keys and values of a thing; those of a session's end are the session's.
    static func values(of item: Item) -> [String: Value] {
        switch item {
        case .session(let session): session.reported
        case .frame(let frame): frame.event.map { values(of: .frame($0)) } ?? [:]
        case .message(let message): values(of: .message(message.event))
        case .finding(let finding): values(of: .finding(finding.event))
        case .record(let record): values(of: .record(record.event))
        case .segment: [:]
        }
    }

    /// The keys and values of an event's line.
    static func values(of event: DissectionEvent) -> [String: Value] {
        let json = (try? JSONDecoder().decode(JSONValue.self, from: Data(event.json.utf8)))?.value
        guard case .object(let values) = json else { return [:] }
        return values
    }
}

/// A value of JSON as the language sees it: numbers with decimals are durations in seconds.
private struct JSONValue: Decodable {
    var value: Value

    init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if let truth = try? single.decode(Bool.self) {
            value = .truth(truth)
        } else if let number = try? single.decode(Int.self) {
            value = .number(number)
        } else if let number = try? single.decode(Decimal.self) {
            let nanoseconds = NSDecimalNumber(decimal: number * 1_000_000_000)
            value = .duration(nanoseconds.int64Value)
        } else if let text = try? single.decode(String.self) {
            value = .text(text)
        } else if let list = try? single.decode([JSONValue].self) {
            value = .list(list.map(\.value))
        } else {
            value = .object(try single.decode([String: JSONValue].self).mapValues(\.value))
        }
    }
}
