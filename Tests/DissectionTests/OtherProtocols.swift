import TestKit

/// What protocols other than WebSocket put on a connection, an exchange at a time, made of random contents.
enum OtherProtocols: String, CaseIterable {
    case http, tls, ssh, redis, grpc, mqtt, postgres, mysql, dns, vnc, ber, cbor, messagePack, samples, lineChat, zeros

    /// What one side sends, and what the other answers.
    func exchange(_ random: inout SplitMix) -> (ask: [UInt8], answer: [UInt8]) {
        var maker = ExchangeMaker(random)
        defer { random = maker.random }
        return switch self {
        case .http: (maker.noise(1...900), maker.noise(1...4000))
        case .tls: (maker.record(20...500), maker.record(20...4000))
        case .ssh: (maker.noise(40...120), maker.noise(40...800))
        case .redis: maker.redis()
        case .grpc: maker.grpc()
        case .mqtt: maker.mqtt()
        case .postgres: maker.postgres()
        case .mysql: maker.mysql()
        case .dns: maker.dns()
        case .vnc: maker.vnc()
        case .ber: maker.ber()
        case .cbor: maker.cbor()
        case .messagePack: maker.messagePack()
        case .samples: maker.samples()
        case .lineChat: (maker.text(1...400) + [10], maker.text(1...20) + [10])
        case .zeros: ([UInt8](repeating: 0, count: 300), [UInt8](repeating: maker.byte(), count: 2000))
        }
    }
}

private struct ExchangeMaker {
    var random: SplitMix

    init(_ random: SplitMix) { self.random = random }

    mutating func byte() -> UInt8 { UInt8.random(in: 0...255, using: &random) }

    mutating func noise(_ counts: ClosedRange<Int>) -> [UInt8] {
        (0..<Int.random(in: counts, using: &random)).map { _ in byte() }
    }

    mutating func text(_ counts: ClosedRange<Int>) -> [UInt8] {
        (0..<Int.random(in: counts, using: &random)).map { _ in UInt8.random(in: 0x20...0x7e, using: &random) }
    }

    mutating func record(_ counts: ClosedRange<Int>) -> [UInt8] {
        let content = noise(counts)
        return join([0x17, 3, 3], big(content.count, 2), content)
    }

    mutating func redis() -> ([UInt8], [UInt8]) {
        let (key, value) = (text(1...12), text(1...400))
        return (
            join(Array("*2\r\n$3\r\nGET\r\n$\(key.count)\r\n".utf8), key, [13, 10]),
            join(Array("$\(value.count)\r\n".utf8), value, [13, 10])
        )
    }

    /// HTTP/2: DATA with a length-prefixed message, answered by a WINDOW_UPDATE and DATA.
    mutating func grpc() -> ([UInt8], [UInt8]) {
        let name = text(1...40)
        let message = join([0x0a, UInt8(name.count)], name, [0x10, byte()])
        let data = join([0], big(message.count, 4), message)
        let stream = big(Int(byte()) | 1, 4)
        let ask = join(big(data.count, 3), [0, 0], stream, data)
        return (ask, join(big(4, 3), [8, 0], big(0, 4), big(data.count, 4), big(data.count, 3), [0, 1], stream, data))
    }

    /// PUBLISH, answered by PUBACK, SUBACK or PINGRESP.
    mutating func mqtt() -> ([UInt8], [UInt8]) {
        let (topic, identifier) = (text(1...12), big(Int(byte()), 2))
        let publish = join(big(topic.count, 2), topic, identifier, text(1...90))
        let answers: [[UInt8]] = [[0xd0, 0], join([0x90, 3], identifier, [1]), join([0x40, 2], identifier)]
        return (join([0x32, UInt8(publish.count)], publish), answers[Int(byte()) % 3])
    }

    mutating func postgres() -> ([UInt8], [UInt8]) {
        let (query, value) = (text(1...400), text(1...12))
        return (
            join([0x51], big(query.count + 5, 4), query, [0]),
            join([0x44], big(value.count + 10, 4), big(1, 2), big(value.count, 4), value, [0x5a, 0, 0, 0, 5, 0x49])
        )
    }

    mutating func mysql() -> ([UInt8], [UInt8]) {
        let (query, value) = (text(1...400), text(1...12))
        let row = join(little(value.count + 1, 3), [2, UInt8(value.count)], value)
        return (
            join(little(query.count + 1, 3), [0, 3], query),
            join([1, 0, 0, 1, 1], row, [7, 0, 0, 3, 0xfe, 0, 0, 2, 0, 0, 0])
        )
    }

    /// DNS over TCP; the flags of an answer are 81 80.
    mutating func dns() -> ([UInt8], [UInt8]) {
        let (identifier, label) = (noise(2...2), text(1...12))
        let question = join([UInt8(label.count)], label, [7], Array("example".utf8), [0, 0, 1, 0, 1])
        let ask = join(identifier, [1, 0, 0, 1, 0, 0, 0, 0, 0, 0], question)
        let answer = join(
            identifier, [0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0], question, [0xc0, 12, 0, 1, 0, 1], noise(10...10))
        return (join(big(ask.count, 2), ask), join(big(answer.count, 2), answer))
    }

    /// A pointer event, and a rectangle of raw pixels.
    mutating func vnc() -> ([UInt8], [UInt8]) {
        let color: [UInt8] = [byte(), byte(), 0x40, 0]
        let pixels = (0..<1024).map { color[$0 % 4] }
        return (
            join([5], noise(5...5)), join([0, 0, 0, 1, 0], noise(1...1), [0, 9, 0, 16, 0, 16, 0, 0, 0, 0], pixels)
        )
    }

    /// Eight names with the tag 82, as in a certificate, and the same without what stands around them.
    mutating func ber() -> ([UInt8], [UInt8]) {
        let name = text(1...12)
        let names = (0..<8).flatMap { _ in join([0x82, UInt8(name.count)], name) }
        return (join([0x30, 0x81, UInt8(names.count + 2), 0xa3, UInt8(names.count)], names), names)
    }

    /// Arrays of two elements, whose first byte is 82.
    mutating func cbor() -> ([UInt8], [UInt8]) {
        let number = byte() & 0x17
        return ([0x82, number, 0x61, 0x61], [0x82, number, 0x82, 1, number])
    }

    /// Maps of one and two entries, whose first byte is 81 or 82.
    mutating func messagePack() -> ([UInt8], [UInt8]) {
        let blob = noise(1...12)
        let ask: [UInt8] = [0x82, 0xa1, 0x61, byte() & 0x7f, 0xa1, 0x62, 1]
        return (ask, join([0x81, 0xa1, 0x61, 0xc4, UInt8(blob.count)], blob))
    }

    /// Sound near silence: 16 bits a sample, and 8.
    mutating func samples() -> ([UInt8], [UInt8]) {
        let (loud, soft) = (Int(byte() & 15), Int(byte()))
        let wide = (0..<200).flatMap { little(0x80 + loud + $0 / 40, 2) }
        return (wide, (0..<700).map { UInt8(0x80 + ($0 / 50 + soft) % 12) })
    }

    private func join(_ parts: [UInt8]...) -> [UInt8] { Array(parts.joined()) }

    private func big(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private func little(_ value: Int, _ size: Int) -> [UInt8] { big(value, size).reversed() }
}
