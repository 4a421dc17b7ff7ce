import Diagram
import Foundation
import Playground
import Report
import Testing

@testable import ws101

struct PlaygroundTextTests {
    @Test(arguments: [
        (Duration.microseconds(310), "after 310 µs"), (.microseconds(12_340), "after 12.3 ms"),
        (.milliseconds(9_960), "after 9.96 s"), (.seconds(200), "after 3 min 20 s"),
    ])
    func saysHowLongASessionTook(duration: Duration, words: String) {
        let news = PlaygroundNews.ended(number: 1, path: "/echo", how: "closed by the client, 1000", duration: duration)
        let text = PlaygroundText(Screen(width: 80, color: false, ascii: false)).text(of: .news(news, Date.now))
        #expect(text.contains("  #1 /echo: closed by the client, 1000, \(words)\n"))
    }
}
