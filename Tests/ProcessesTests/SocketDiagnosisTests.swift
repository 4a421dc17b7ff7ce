import Testing
import Wire

@testable import Processes

/// Messages as a little-endian Linux (6.18) wrote and took them.
struct SocketDiagnosisTests {
    private static let client = Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 45110)
    private static let server = Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 57851)

    @Test func asksForOneSocketByItsEnds() {
        let question = SocketDiagnosis.question(Self.client, Self.server)
        #expect(question.count == 72)
        #expect(Array(question[..<8]) == [72, 0, 0, 0, 20, 0, 1, 0])
        #expect(Array(question[16..<20]) == [2, 6, 0, 0])
        #expect(Array(question[24..<28]) == [0xb0, 0x36, 0xe1, 0xfb])
        #expect(Array(question[28..<32]) == [127, 0, 0, 1])
        #expect(Array(question[44..<48]) == [127, 0, 0, 1])
        #expect(question[64...].allSatisfy { $0 == 0xff })
    }

    @Test func asksForAnIPv6SocketWithAllOfItsAddress() {
        let local = Endpoint(address: IPAddress(ipv6: 0xfe80 << 48, 0x1234), port: 1)
        let question = SocketDiagnosis.question(local, local)
        #expect(question[16] == 10)
        #expect(Array(question[28..<44]) == local.address.bytes)
    }

    @Test func readsASocket() throws {
        let answer = SocketDiagnosis.answer(
            bytes(
                "7c0000001400000001000000e53c000002010000b036e1fb7f0000010000000000000000000000007f0000010000000000000000"
                    + "000000000001000000000000000000000000000000000000000000000000000007a8720005000800000000000800"
                    + "0f00000000000c00150001000000000000000600160052000000"))
        let socket = try #require(answer.sockets.first)
        #expect(answer.sockets.count == 1 && answer.isLast)
        #expect(socket.local == Self.client && socket.remote == Self.server)
        #expect(socket.inode == 7_514_119 && socket.uid == 0 && socket.state == 1 && !socket.isListening)
    }

    @Test func takesAMappedAddressForTheIPv4AddressThatItIs() throws {
        let answer = SocketDiagnosis.answer(
            bytes(
                "7c0000001400000001000000e53c00000a010000e1fbb03600000000000000000000ffff7f00000100000000000000000000ffff7f00"
                    + "00010000000002000000000000000000000000000000000000000000000008a872000500080000000000"
                    + "08000f00000000000c00150001000000000000000600160012000000"))
        let socket = try #require(answer.sockets.first)
        #expect(socket.local == Self.server && socket.remote == Self.client && socket.inode == 7_514_120)
    }

    @Test func tellsASocketThatListens() throws {
        let answer = SocketDiagnosis.answer(
            bytes(
                "840000001400000001000000e53c00000a0a0000e1fb000000000000000000000000000000000000000000000000000000000000000000"
                    + "000000000003000000000000000000000000000000800000000000000006a87200050008000000000005000b0000000000"
                    + "08000f00000000000c00150001000000000000000600160012000000"))
        #expect(try #require(answer.sockets.first).isListening)
    }

    @Test func readsThatThereIsNone() {
        let answer = SocketDiagnosis.answer(
            bytes(
                "5c0000000200000001000000e53c0000feffffff4800000014000100010000000000000002060000ffffffff000900097f000001"
                    + "0000000000000000000000007f00000100000000000000000000000000000000ffffffffffffffff"))
        #expect(answer.sockets.isEmpty && answer.isLast)
    }

    @Test func readsAListUntilItsEnd() {
        let one = bytes("5800000014000200010000000000000002010000b036e1fb7f000001")
        let socket = one + [UInt8](repeating: 0, count: 0x58 - one.count)
        let done = bytes("1400000003000200010000000000000000000000")
        #expect(SocketDiagnosis.answer(socket + socket).sockets.count == 2)
        #expect(!SocketDiagnosis.answer(socket + socket).isLast)
        #expect(
            SocketDiagnosis.answer(socket + done)
                == .init(sockets: SocketDiagnosis.answer(socket).sockets, isLast: true))
    }

    @Test func survivesEveryCut() {
        let whole = bytes(
            "7c0000001400000001000000e53c000002010000b036e1fb7f0000010000000000000000000000007f0000010000000000000000"
                + "000000000001000000000000000000000000000000000000000000000000000007a8720005000800000000000800"
                + "0f00000000000c00150001000000000000000600160052000000")
        for count in 0..<whole.count {
            #expect(SocketDiagnosis.answer(Array(whole[..<count])).sockets.isEmpty)
            // A length that lies.
            var short = Array(whole[..<count])
            if !short.isEmpty { short[0] = UInt8(count) }
            _ = SocketDiagnosis.answer(short)
        }
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
