import Dissection
import TestKit
import Testing
import WebSocket

@testable import ws101

struct LiveWatcherTests {
    private func news(of recording: LiveRecording) -> (news: [LiveWatcher.News], next: LiveWatcher.Task?, ends: Int) {
        var news: [LiveWatcher.News] = []
        var ends = 0
        let watcher = LiveWatcher(tell: { news.append($0) }, finish: { ends += 1 })
        recording.dissect(for: watcher)
        return (news, watcher.next, ends)
    }

    @Test func seesEverythingOnce() {
        var recording = LiveRecording()
        recording.talk()
        recording.talk()
        recording.rudeness()
        recording.rudeness()
        let (news, next, ends) = news(of: recording)
        #expect(news == LiveWatcher.Task.allCases.map { .seen($0) })
        #expect(next == nil && ends == 1)
    }

    @Test func theOrderIsTheLearners() {
        var recording = LiveRecording()
        recording.rudeness()
        recording.talk()
        #expect(news(of: recording).news == [.seen(.failed), .seen(.opened), .seen(.texted), .seen(.closed)])
    }

    @Test func passesOverOtherEndpoints() {
        var recording = LiveRecording()
        recording.session(at: "/chat") { play in
            play.frame(.client, .text, [0x61, 0x62])
            play.frame(.server, .text, [0x61, 0x62])
            play.finish()
        }
        let (news, next, ends) = news(of: recording)
        #expect(news.isEmpty && next == .opened && ends == 0)
    }

    @Test(arguments: [1, 81, 200]) func saysWhenATextIsTooShortOrTooLong(length: Int) {
        var recording = LiveRecording()
        recording.talk(String(repeating: "a", count: length))
        let (news, next, _) = news(of: recording)
        guard news.count == 3, case .remark(let sentence) = news[1] else {
            Issue.record("\(news)")
            return
        }
        #expect(sentence.hasPrefix("That text has \(length) byte"))
        #expect(next == .texted)
    }

    @Test func waitsForTheEcho() {
        var recording = LiveRecording()
        recording.session(at: "/echo") { play in
            play.frame(.client, .text, Array("Hello".utf8))
            play.frame(.server, .text, Array("other".utf8))
        }
        let (news, next, _) = news(of: recording)
        #expect(news == [.seen(.opened)] && next == .texted)
    }

    @Test func saysWhenACloseHasNoCode() {
        var recording = LiveRecording()
        recording.talk(code: nil)
        let (news, next, _) = news(of: recording)
        #expect(news.last == .remark("That Close had no code. Open /echo again, send a text, and close with a code."))
        #expect(next == .closed)
    }

    @Test func aClientThatGoesWithoutACloseIsNotWaitedFor() {
        var recording = LiveRecording()
        recording.talk()
        recording.rudeness(code: nil)
        let (news, next, ends) = news(of: recording)
        #expect(news.suffix(1) == [.seen(.failed)] && next == nil && ends == 1)
        guard case .remark(let sentence)? = news.dropLast().last else {
            Issue.record("\(news)")
            return
        }
        #expect(sentence.contains("without a Close"))
    }
}
