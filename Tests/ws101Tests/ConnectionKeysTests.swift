import TLS
import Testing
import Wire

@testable import ws101

/// Of many connections' keys, exactly those of one.
struct ConnectionKeysTests {
    private static func line(_ label: String, _ name: String, _ secret: String) -> String {
        "\(label) \(name) \(String(repeating: secret, count: 48))\n"
    }

    private static let first = line("CLIENT_RANDOM", String(repeating: "0a", count: 32), "f1")
    private static let second = line("CLIENT_RANDOM", String(repeating: "0b", count: 32), "f2")
    private static let third = line("CLIENT_RANDOM", String(repeating: "0c", count: 32), "f3")
    private static let premaster = line("RSA", "0102030405060708", "5e")

    private static let table: KeyTable = {
        var (reader, table) = (KeyLogReader(), KeyTable())
        let bytes = Array((first + second + third + premaster).utf8)
        reader.read(bytes.rawSpan, into: &table)
        return table
    }()

    private static func hello(_ byte: UInt8) -> [UInt8] {
        [1, 0, 0, 60, 3, 3] + [UInt8](repeating: byte, count: 32) + [UInt8](repeating: 0xb, count: 32)
    }
    private static let exchange: [UInt8] = [16, 0, 0, 66, 0, 64] + Array(1...64)

    @Test(
        arguments: [
            ([], ""), ([hello(0xa)], first), ([hello(0xa), hello(0xa)], first),
            ([hello(0xa), hello(0xc)], first + third),
            ([hello(0xd)], ""), ([hello(0xd), exchange, exchange], premaster), ([Array(hello(0xa).prefix(37))], ""),
            ([[16, 0, 0, 2, 0]], ""), ([[]], ""), ([[11] + hello(0xa).dropFirst()], ""),
        ] as [([[UInt8]], String)])
    func onlyTheConnectionsOwnLines(messages: [[UInt8]], lines: String) {
        #expect(String(decoding: ConnectionKeys.lines(of: messages, in: Self.table), as: UTF8.self) == lines)
    }
}
