import Diagram
import Testing
import Wire

@testable import Report

@Suite struct JSONChangeTests {
    private func change(_ new: String, after old: String = "", elides: Bool = true, width: Int = 200) -> String? {
        var lines = FittedLines(for: Screen(width: width, color: false, ascii: false))
        lines.begin()
        let (new, old) = (Array(new.utf8), Array(old.utf8))
        guard JSONChange(elides: elides).write(new.rawSpan, after: old.rawSpan, into: &lines) else { return nil }
        return String(decoding: [UInt8](copying: lines.bytes), as: UTF8.self)
    }

    private let old = #"{"type":"tick","symbol":"ACME","sequence":1,"price":100.1}"#

    @Test func leavesOutWhatDidNotChange() {
        #expect(
            change(#"{"type":"tick","symbol":"ACME","sequence":1,"price":101.3}"#, after: old)
                == #"{"type":"tick",…,"price":101.3}"#)
        #expect(
            change(#"{"type":"tick","symbol":"ACME","sequence":2,"price":100.1}"#, after: old)
                == #"{"type":"tick",…,"sequence":2,…}"#)
    }

    @Test func showsNewMembersAndMovedOnes() {
        #expect(change(#"{"type":"tick","bid":7,"price":100.1}"#, after: old) == #"{"type":"tick","bid":7,…}"#)
        #expect(change(#"{"price":100.1,"type":"tock"}"#, after: old) == #"{"price":100.1,"type":"tock"}"#)
    }

    @Test func looksIntoObjectsAndArrays() {
        #expect(
            change(
                #"{"t":"m","data":{"a":1,"b":[1,2,{"x":3}]}}"#,
                after: #"{"t":"m","data":{"a":1,"b":[1,2,{"x":4}]}}"#)
                == #"{"t":"m","data":{…,"b":[…,{"x":3}]}}"#)
        #expect(change(#"["msg","room",{"n":2}]"#, after: #"["msg","room",{"n":1}]"#) == #"["msg",…,{"n":2}]"#)
    }

    @Test func takesOutWhiteSpaceButNotFromStrings() {
        #expect(
            change("{\n  \"a\" : \"b c\",\r\n\t\"d\": [ 1, 2 ]\n}\n", elides: false) == #"{"a":"b c","d":[1,2]}"#)
    }

    @Test(arguments: ["{", "{}", "[]", #"{"a":{}}"#, #"{"a":"\"}"}"#, "[1,[2,[3,[4,[5,[6]]]]]]", #"{"a":"unfinished"#])
    func keepsWhatItKnows(text: String) { #expect(change(text) == text) }

    @Test(arguments: ["hello", "{foo}", "{]", "[1 2]", "{} {}", #"{"a" 1}"#, "", "[,]"])
    func leavesTheRestAlone(text: String) { #expect(change(text) == nil) }

    /// Whatever the texts are, every way of cutting them is survived, and a line is never wider than its screen.
    @Test func survivesEveryCut() {
        let new = #"{"type":"tick","list":[1,{"a":"\u00e9\\"},null],"price":-1.5e3 , "x":{"y":{}}}"#
        for end in 0...new.utf8.count {
            let cut = String(decoding: Array(new.utf8)[..<end], as: UTF8.self)
            for (text, before) in [(cut, old), (cut, new), (new, cut)] {
                for elides in [true, false] {
                    let line = change(text, after: before, elides: elides, width: 30)
                    #expect(displayWidth(of: line ?? "") <= 30)
                }
            }
        }
    }
}
