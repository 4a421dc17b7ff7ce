import TLS
import TestKit
import Testing
import Wire

@Suite struct KeyLogReaderTests {
    private static let random = [UInt8](0..<32)
    private static let secret48 = [UInt8](100..<148)
    private static let secret32 = [UInt8](200..<232)
    private static var line: String { "CLIENT_RANDOM \(random.hex) \(secret48.hex)" }

    private static func read(_ text: String) -> (table: KeyTable, report: KeyLogReport) {
        read([UInt8](text.utf8))
    }

    private static func read(_ bytes: [UInt8], cuts: [Int] = []) -> (table: KeyTable, report: KeyLogReport) {
        var (table, reader) = (KeyTable(), KeyLogReader())
        var start = 0
        for end in cuts + [bytes.count] {
            reader.read(bytes.rawSpan.extracting(start..<end), into: &table)
            start = end
        }
        reader.finish(into: &table)
        return (table, reader.report)
    }

    private static func secrets(in table: KeyTable) -> ConnectionSecrets? {
        HelloRandom(random.rawSpan).flatMap { table.secrets(for: $0) }
    }

    @Test(arguments: [
        ("CLIENT_RANDOM", 0, 48), ("CLIENT_EARLY_TRAFFIC_SECRET", 1, 32), ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", 2, 32),
        ("SERVER_HANDSHAKE_TRAFFIC_SECRET", 3, 48), ("CLIENT_TRAFFIC_SECRET_0", 4, 48),
        ("SERVER_TRAFFIC_SECRET_0", 5, 32),
    ]) func knowsTheLabel(label: String, place: Int, count: Int) throws {
        let bytes = count == 48 ? Self.secret48 : Self.secret32
        let (table, report) = Self.read("\(label) \(Self.random.hex) \(bytes.hex)\n")
        let secrets = try #require(Self.secrets(in: table))
        let all = [
            secrets.master, secrets.clientEarlyTraffic, secrets.clientHandshakeTraffic,
            secrets.serverHandshakeTraffic, secrets.clientApplicationTraffic, secrets.serverApplicationTraffic,
        ]
        #expect(all.indices.allSatisfy { all[$0] == ($0 == place ? Secret(bytes) : nil) })
        #expect((table.count, report.secrets, report.connections, report.malformedLines) == (1, 1, 1, 0))
    }

    @Test(arguments: [
        "\(line)", "\(line)\n", "\(line)\r\n", "\(line)\r", "\n\n\(line)\n\n", "# a comment\n\(line)\n",
        "\r\r\n\(line)\r\n", "  CLIENT_RANDOM\t\(random.hex)   \(secret48.hex)  \n", "\u{FEFF}\(line)\n",
        "CLIENT_RANDOM \(random.hex.uppercased()) \(secret48.hex.uppercased())\n", "\(line)\n\(line)\n",
        "#\(String(repeating: "x", count: 100_000))\n\(line)\n", "CLIENT_RANDOM \(random.hex) \(secret48.hex)\n#",
    ])
    func readsTheLine(text: String) {
        let (table, report) = Self.read(text)
        #expect(Self.secrets(in: table)?.master == Secret(Self.secret48))
        #expect((report.connections, report.malformedLines, report.unknownLabels) == (1, 0, 0))
        #expect(table.version == 1)
    }

    @Test(arguments: [
        ("CLIENT_RANDOM", 1, "it has 1 word instead of three"),
        ("\n\r\nCLIENT_RANDOM \(random.hex)\n", 3, "it has 2 words instead of three"),
        ("\(line) more", 1, "it has 4 words instead of three"),
        ("CLIENT_RANDOM \(random.hex)0 \(secret48.hex)", 1, "its second word is not hexadecimal"),
        ("CLIENT_RANDOM \(random.hex.dropLast())g \(secret48.hex)", 1, "its second word is not hexadecimal"),
        ("CLIENT_RANDOM \(random.hex)00 \(secret48.hex)", 1, "its second word stands for 33 bytes instead of 32"),
        ("CLIENT_RANDOM \(random.hex) \(secret32.hex)", 1, "its third word stands for 32 bytes instead of 48"),
        (
            "SERVER_TRAFFIC_SECRET_0 \(random.hex) 00", 1,
            "its third word stands for 1 bytes instead of 32 or 48"
        ),
        ("RSA 00112233445566 \(secret48.hex)", 1, "its second word stands for 7 bytes instead of 8"),
        ("# fine\nclient_random 00 00", 2, "it does not begin with a label such as CLIENT_RANDOM"),
        ("\u{1B}[31m", 1, "it does not begin with a label such as CLIENT_RANDOM"),
        (
            "CLIENT_RANDOM \(random.hex) \(String(repeating: "0", count: 5000))\n", 1,
            "it is longer than 1024 bytes"
        ),
    ]) func saysWhatIsWrong(text: String, line: Int, problem: String) {
        let (table, report) = Self.read(text)
        #expect(table.isEmpty && table.version == 0)
        #expect((report.malformedLines, report.firstMalformedLine) == (1, line))
        #expect(report.firstProblem?.description == problem)
        // What follows a bad line is read.
        let (more, _) = Self.read(text + "\n" + Self.line)
        #expect(Self.secrets(in: more)?.master == Secret(Self.secret48))
    }

    @Test func countsWhatItDoesNotUse() {
        let unknown = "NEW_SECRET_1"
        let (table, report) = Self.read(
            """
            EXPORTER_SECRET \(Self.random.hex) \(Self.secret32.hex)
            ECH_CONFIG \(Self.random.hex) \(String(repeating: "ab", count: 3000))
            \(unknown) x
            \(String(repeating: "A", count: 70_000))
            """)
        #expect(table.isEmpty)
        #expect((report.unusedLines, report.unknownLabels, report.malformedLines) == (2, 2, 0))
        #expect(report.firstUnknownLabel == unknown)
    }

    @Test func readsEncryptedPremasterSecrets() {
        let (table, report) = Self.read("RSA 0123456789abcdef \(Self.secret48.hex)\n")
        let prefix: [UInt8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]
        #expect(table.premaster(forEncrypted: prefix) == Secret(Self.secret48))
        #expect(table.premaster(forEncrypted: prefix + [7, 8]) == Secret(Self.secret48))
        #expect(table.premaster(forEncrypted: Array(prefix.dropLast())) == nil)
        #expect(table.premaster(forEncrypted: [0] + prefix) == nil)
        #expect((table.count, report.connections, report.secrets) == (1, 1, 1))
    }

    @Test func putsTheSecretsOfAConnectionTogether() {
        let text = """
            CLIENT_HANDSHAKE_TRAFFIC_SECRET \(Self.random.hex) \(Self.secret32.hex)
            SERVER_HANDSHAKE_TRAFFIC_SECRET \(Self.random.hex) \(Self.secret32.hex)
            \(Self.line)
            """
        let (table, report) = Self.read(text)
        #expect((table.count, report.connections, report.secrets, table.version) == (1, 1, 3, 3))
        #expect(Self.secrets(in: table)?.serverHandshakeTraffic == Secret(Self.secret32))
        #expect(Self.secrets(in: table)?.traffic(.handshake, .client) == Secret(Self.secret32))
        #expect(Self.secrets(in: table)?.traffic(.application, .server) == nil)
    }

    /// However the file comes, the same is read: lines of all kinds, cut at random.
    @Test(arguments: 0..<200 as Range<UInt64>) func readsAnyPiecesAlike(seed: UInt64) {
        var dice = SplitMix(seed: seed)
        let lines = [
            Self.line, "# comment", "", "garbage \u{7}", "CLIENT_RANDOM 00 00",
            "SERVER_TRAFFIC_SECRET_0 \(Self.random.hex) \(Self.secret32.hex)", "UNKNOWN 1 2",
            "RSA 0123456789abcdef \(Self.secret48.hex)", String(repeating: "Z", count: 3000),
            "CLIENT_RANDOM \(Self.secret32.hex) \(Self.secret48.hex)",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...12, using: &dice) {
            bytes += (lines.randomElement(using: &dice) ?? "").utf8
            bytes += (["\n", "\r\n", "\r", "\n\n"].randomElement(using: &dice) ?? "").utf8
        }
        let whole = Self.read(bytes)
        let cuts = (0..<Int.random(in: 1...8, using: &dice)).map { _ in Int.random(in: 0...bytes.count, using: &dice) }
        for cuts in [cuts.sorted(), Array(0..<bytes.count)] {
            let pieces = Self.read(bytes, cuts: cuts)
            #expect(pieces.report == whole.report)
            #expect((pieces.table.count, pieces.table.version) == (whole.table.count, whole.table.version))
            #expect(Self.secrets(in: pieces.table) == Self.secrets(in: whole.table))
        }
    }
}
