import Foundation
import Testing

@testable import Playground

struct PageFilesTests {
    @Test(arguments: ["/", "/style.css", "/playground.js", "/icon.svg", "/endpoints.json"])
    func areThere(path: String) throws {
        let answer = try #require(PageFiles.answer(to: path))
        #expect(answer.status == 200 && !answer.body.isEmpty)
        let head = String(decoding: answer.bytes(isHead: true), as: UTF8.self)
        #expect(head.contains("\r\nContent-Security-Policy: default-src 'none'; script-src 'self';"))
        #expect(head.contains("\r\nContent-Length: \(answer.body.count)\r\n"))
        #expect(answer.bytes().count == head.utf8.count + answer.body.count)
    }

    @Test(arguments: ["/index.html/", "/../Package.swift", "/nothing", "/Page/index.html", "//style.css"])
    func areNoOthers(path: String) {
        #expect(PageFiles.answer(to: path) == nil)
    }

    @Test func needNothingThatThePolicyForbids() throws {
        let page = String(decoding: try #require(PageFiles.answer(to: "/")).body, as: UTF8.self)
        #expect(!page.contains("<style") && !page.contains("style=") && !page.contains("onclick"))
        #expect(page.components(separatedBy: "<script").count == 2)
        #expect(page.contains(#"<script type="module" src="/playground.js"></script>"#))
        #expect(!page.contains("//"))
        let script = String(decoding: try #require(PageFiles.answer(to: "/playground.js")).body, as: UTF8.self)
        for markup in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            #expect(!script.contains(markup))
        }
    }

    @Test func tellThePageOfEveryEndpoint() throws {
        let json = try JSONSerialization.jsonObject(
            with: Data(try #require(PageFiles.answer(to: "/endpoints.json")).body))
        let groups = try #require(json as? [[String: Any]])
        let names = groups.flatMap { ($0["endpoints"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String } }
        #expect(names == PlaygroundEndpoint.all.map(\.name))
    }
}
