import TLS
import Testing
import Wire

@Suite struct KeyTableTests {
    private static func line(_ number: UInt8, secret: UInt8 = 1) -> [UInt8] {
        let random = [UInt8](repeating: number, count: 32)
        return [UInt8]("CLIENT_RANDOM \(random.hex) \([UInt8](repeating: secret, count: 48).hex)\n".utf8)
    }

    private static func has(_ table: KeyTable, _ number: UInt8) -> Bool {
        HelloRandom([UInt8](repeating: number, count: 32).rawSpan).flatMap { table.secrets(for: $0) } != nil
    }

    @Test func dropsTheOldest() {
        var (table, reader) = (KeyTable(limit: 3), KeyLogReader())
        for number in 0..<100 as Range<UInt8> {
            reader.read(Self.line(number).rawSpan, into: &table)
            #expect(table.count == min(3, Int(number) + 1))
            for other in 0...number { #expect(Self.has(table, other) == (Int(other) > Int(number) - 3)) }
        }
        #expect(table.version == 100)
    }

    @Test func newestSecretWins() {
        var (table, reader) = (KeyTable(), KeyLogReader())
        reader.read(Self.line(1, secret: 1).rawSpan, into: &table)
        reader.read(Self.line(1, secret: 1).rawSpan, into: &table)
        #expect(table.version == 1)
        reader.read(Self.line(1, secret: 2).rawSpan, into: &table)
        #expect((table.version, table.count) == (2, 1))
        let random = HelloRandom([UInt8](repeating: 1, count: 32).rawSpan)
        #expect(random.flatMap { table.secrets(for: $0)?.master } == Secret([UInt8](repeating: 2, count: 48)))
    }

    @Test func copiesAreIndependent() {
        var (table, reader) = (KeyTable(), KeyLogReader())
        reader.read(Self.line(1).rawSpan, into: &table)
        let copy = table
        table.removeAll()
        #expect(table.isEmpty && !copy.isEmpty)
        #expect(table.version > copy.version)
        #expect(Self.has(copy, 1) && !Self.has(table, 1))
    }
}
