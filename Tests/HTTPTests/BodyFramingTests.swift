import HTTP
import Testing
import Wire

@Suite struct BodyFramingTests {
    enum Kind: Hashable, Sendable {
        case none, length(Int), chunked, untilClose, unknowable

        init(_ framing: BodyFraming) {
            switch framing {
            case .none: self = .none
            case .length(let length): self = .length(length)
            case .chunked: self = .chunked
            case .untilClose: self = .untilClose
            case .unknowable: self = .unknowable
            }
        }
    }

    @Test(
        "RFC 9112 §6.3, requests",
        arguments: [
            ([], .none), (["Content-Length: 5"], .length(5)), (["content-length: 5", "Content-Length: 5"], .length(5)),
            (["Content-Length: 5, 5"], .length(5)), (["Content-Length: 5, 6"], .unknowable),
            (["Content-Length: 5", "Content-Length: 6"], .unknowable), (["Content-Length: -1"], .unknowable),
            (["Content-Length: +1"], .unknowable), (["Content-Length:"], .unknowable),
            (["Content-Length: 99999999999999999999"], .unknowable), (["Transfer-Encoding: gzip, Chunked"], .chunked),
            (["Transfer-Encoding: chunked", "Content-Length: 5"], .chunked), (["Transfer-Encoding: gzip"], .unknowable),
        ] as [([String], Kind)])
    func requests(lines: [String], kind: Kind) throws {
        #expect(Kind(BodyFraming(of: try RequestHead(parsing: head(["POST / HTTP/1.1"] + lines)))) == kind)
    }

    @Test(
        "RFC 9112 §6.3, responses",
        arguments: [
            ("GET", 200, [], .untilClose), ("GET", 200, ["Content-Length: 7"], .length(7)),
            ("GET", 200, ["Transfer-Encoding: chunked"], .chunked),
            ("GET", 200, ["Transfer-Encoding: gzip"], .untilClose),
            ("GET", 200, ["Content-Length: 7, 8"], .unknowable), ("HEAD", 200, ["Content-Length: 7"], .none),
            ("GET", 204, ["Content-Length: 7"], .none), ("GET", 304, ["Content-Length: 7"], .none),
            ("GET", 100, [], .none), ("GET", 101, ["Content-Length: 7"], .none), ("CONNECT", 200, [], .none),
            ("CONNECT", 407, ["Content-Length: 7"], .length(7)),
        ] as [(String, Int, [String], Kind)])
    func responses(method: String, status: Int, lines: [String], kind: Kind) throws {
        let response = try ResponseHead(parsing: head(["HTTP/1.1 \(status) x"] + lines))
        #expect(Kind(BodyFraming(of: response, toMethod: method)) == kind)
    }

    @Test("A pipeline of ordinary exchanges before the upgrade is passed over")
    func pipeline() throws {
        let requests =
            "POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
            + "POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
            + "GET /3 HTTP/1.1\r\n\r\nGET /4 HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"
        var targets: [String] = []
        let bytes = Array(requests.utf8)
        var at = 0
        while at < bytes.count {
            var collector = HeadCollector(.request)
            guard case .complete(let length) = collector.feed(bytes.rawSpan.extracting(droppingFirst: at)) else {
                break
            }
            let request = try RequestHead(parsing: collector.take())
            targets.append(request.target)
            at += length
            var skipper = BodySkipper(BodyFraming(of: request))
            guard case .complete(let body) = skipper.feed(bytes.rawSpan.extracting(droppingFirst: at)) else { break }
            at += body
        }
        #expect(targets == ["/1", "/2", "/3", "/4"])
        #expect(at == bytes.count)
    }
}
