import Testing
import Wire

@testable import TLS

@Suite struct KeyLogWriterTests {
    private func table(_ text: String) -> KeyTable {
        var (reader, table) = (KeyLogReader(), KeyTable())
        let bytes = Array(text.utf8)
        reader.read(bytes.rawSpan, into: &table)
        reader.finish(into: &table)
        return table
    }

    private func line(_ label: String, _ name: String, _ secret: String, _ length: Int) -> String {
        "\(label) \(name) \(String(repeating: secret, count: length))\n"
    }

    /// What was read is written again, and nothing of other connections.
    @Test func writesTheLinesThatWereRead() throws {
        let (name, other) = (String(repeating: "0a", count: 32), String(repeating: "0b", count: 32))
        let own =
            line("CLIENT_RANDOM", name, "f0", 48) + line("CLIENT_EARLY_TRAFFIC_SECRET", name, "01", 32)
            + line("CLIENT_HANDSHAKE_TRAFFIC_SECRET", name, "23", 48)
            + line("SERVER_HANDSHAKE_TRAFFIC_SECRET", name, "45", 48)
            + line("CLIENT_TRAFFIC_SECRET_0", name, "67", 48) + line("SERVER_TRAFFIC_SECRET_0", name, "89", 48)
        let table = table(line("CLIENT_RANDOM", other, "ff", 48) + own + line("EXPORTER_SECRET", name, "ee", 32))
        let bytes = [UInt8](repeating: 0x0a, count: 32)
        let named = HelloRandom(bytes.rawSpan)
        let random = try #require(named)
        let secrets = try #require(table.secrets(for: random))
        #expect(String(decoding: KeyLogWriter.lines(of: secrets, for: random), as: UTF8.self) == own)
        #expect(KeyLogWriter.lines(of: ConnectionSecrets(), for: random).isEmpty)
    }

    @Test func writesPremasterSecrets() throws {
        let text = line("RSA", "0102030405060708", "5e", 48)
        let prefix: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 99]
        let secret = try #require(table(text).premaster(forEncrypted: prefix))
        let line = try #require(KeyLogWriter.line(of: secret, forEncrypted: prefix))
        #expect(String(decoding: line, as: UTF8.self) == text)
        #expect(KeyLogWriter.line(of: secret, forEncrypted: [1, 2]) == nil)
    }
}
