import Testing
import Wire

@Suite struct PortListTests {
    @Test(arguments: [
        ("80", "80"), ("3000,8080,9000-9100", "3000, 8080, 9000-9100"), ("9000-9100,8080, 80", "80, 8080, 9000-9100"),
        ("1-65535", "1-65535"), ("80,80", "80"), ("80,81,82", "80-82"), ("10-20,15-30", "10-30"), ("7-7", "7"),
        ("10-100,20-30", "10-100"), ("65535,65534", "65534-65535"),
    ])
    func readsListsAndRanges(text: String, shown: String) throws {
        #expect(try #require(PortList(text)).description == shown)
    }

    @Test(arguments: [
        "", ",", "80,", "-", "80-", "-80", "90-80", "0", "65536", "a", "80-90-100", "+80", "8 0", "80;81",
    ])
    func refusesAnythingElse(text: String) {
        #expect(PortList(text) == nil)
    }

    @Test func containsWhatItsRangesContain() throws {
        let texts = ["80", "3000,8080,9000-9100", "1-10,12,14-20,65535"]
        for text in texts {
            let list = try #require(PortList(text))
            let ports = text.split(separator: ",").flatMap { part -> [UInt16] in
                let ends = part.split(separator: "-").compactMap { UInt16($0) }
                return Array(ends[0]...ends[ends.count - 1])
            }
            for port in UInt16.min...UInt16.max where list.contains(port) != Set(ports).contains(port) {
                Issue.record("\(port) in \(text)")
            }
        }
        let none: PortList = []
        #expect(none.isEmpty && !none.contains(80))
        #expect([80, 443] as PortList == PortList("443,80"))
    }
}
