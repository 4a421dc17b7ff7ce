import Testing

@testable import Report

@Suite struct PrettyJSONTests {
    private func lines(_ text: String) -> [String]? {
        PrettyJSON(Array(text.utf8))?.lines.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func laysOutEachMember() {
        #expect(
            lines(#" {"b":1,"a":[true,null,{}],"c":"x y"} "#) == [
                "{", #"  "b": 1,"#, #"  "a": ["#, "    true,", "    null,", "    {}", "  ],", #"  "c": "x y""#, "}",
            ])
    }

    @Test func keepsNumbersAndStringsAsTheyAre() {
        #expect(lines(#"[1.50E+03,-0,"\u00e9\n"]"#) == ["[", "  1.50E+03,", "  -0,", #"  "\u00e9\n""#, "]"])
    }

    @Test(arguments: [
        "", "1", #""text""#, "{", "{]", "[1,]", "[01]", "[1.]", "[.5]", "[+1]", "[tru]", #"{"a"}"#, #"{a:1}"#,
        #"["\x"]"#,
        #"["\u12g4"]"#, "[\"\n\"]", "[1] 2", "[--1]", "[1e]", #"{"a":1,}"#, #"{,}"#,
    ])
    func takesOnlyJSON(text: String) { #expect(lines(text) == nil) }

    @Test func survivesDeepNesting() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(lines(deep) == nil)
        #expect(lines(String(repeating: "[", count: 50) + String(repeating: "]", count: 50))?.count == 99)
    }
}
