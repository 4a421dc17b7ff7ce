import Crypto
import Foundation
import TLS
import Wire

// Opens recorded TLS 1.3 records, and prints the CPU seconds and the wall seconds that took and the bytes that came out:
// with swift-crypto alone, the measure for what decrypting costs in ws101; or, with --ws101, the way that ws101 does it.
//
// The file begins with how many directions it has and how long their traffic secrets are (little-endian, 32 bits each), and
// the secrets. Each record follows the number of its direction (little-endian, 32 bits), in the order of their sequence
// numbers. The suite is TLS_AES_128_GCM_SHA256 or TLS_AES_256_GCM_SHA384, which the length of the secrets tells. Everything
// is read before the clock starts.

/// One direction: its keys, how many records it has sent.
struct Direction {
    let key: SymmetricKey
    let iv: [UInt8]
    var protection: RecordProtection
    var sequence: UInt64 = 0

    init?(secret: [UInt8]) {
        let isLong = secret.count == 48
        let (secret, hash) = (Secret(secret), isLong ? CipherSuite.HashAlgorithm.sha384 : .sha256)
        guard let key = KeySchedule.expandLabel(secret, "key", count: isLong ? 32 : 16, hash: hash),
            let iv = KeySchedule.expandLabel(secret, "iv", count: 12, hash: hash),
            let protection = RecordProtection(
                suite: CipherSuite(rawValue: isLong ? 0x1302 : 0x1301), trafficSecret: secret)
        else { return nil }
        self.key = SymmetricKey(data: key.revealed)
        self.iv = iv.revealed
        self.protection = protection
    }

    /// The number of bytes inside, with the type and padding.
    mutating func openAlone(_ record: UnsafeRawBufferPointer) throws -> Int {
        var nonce = iv
        for index in 0..<8 { nonce[11 - index] ^= UInt8(truncatingIfNeeded: sequence >> UInt64(8 * index)) }
        sequence += 1
        let tag = record.count - 16
        let box = unsafe try AES.GCM.SealedBox(
            nonce: AES.GCM.Nonce(data: nonce), ciphertext: UnsafeRawBufferPointer(rebasing: record[5..<tag]),
            tag: UnsafeRawBufferPointer(rebasing: record[tag...]))
        return unsafe try AES.GCM.open(
            box, using: key, authenticating: UnsafeRawBufferPointer(rebasing: record[..<5])
        ).count
    }

    mutating func openAsWs101(_ record: RawSpan) -> Int? {
        defer { sequence += 1 }
        guard let opened = protection.open(record, sequence: sequence) else { return nil }
        return opened.bytes.byteCount + 1 + opened.padding
    }
}

@main enum Opening {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let path = arguments.last, arguments.count <= 2 else {
            FileHandle.standardError.write(Data("usage: opening [--ws101] FILE\n".utf8))
            exit(64)
        }
        let asWs101 = arguments.count == 2
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let span = bytes.rawSpan
        let count = Int(span.uint32(at: 0, littleEndian: true))
        let length = Int(span.uint32(at: 4, littleEndian: true))
        var position = 8 + length * count
        var directions = stride(from: 8, to: position, by: length).compactMap {
            Direction(secret: Array(bytes[$0..<$0 + length]))
        }
        var total = 0
        let start = (clock(CLOCK_PROCESS_CPUTIME_ID), clock(CLOCK_MONOTONIC))
        try unsafe bytes.withUnsafeBytes { buffer in
            while position < bytes.count {
                let direction = Int(span.uint32(at: position, littleEndian: true))
                position += 4
                let end = position + 5 + Int(span.uint16(at: position + 3))
                if asWs101 {
                    guard let opened = directions[direction].openAsWs101(span.extracting(position..<end)) else {
                        throw CryptoKitError.authenticationFailure
                    }
                    total += opened
                } else {
                    total += unsafe try directions[direction].openAlone(
                        UnsafeRawBufferPointer(rebasing: buffer[position..<end]))
                }
                position = end
            }
        }
        let end = (clock(CLOCK_PROCESS_CPUTIME_ID), clock(CLOCK_MONOTONIC))
        print(end.0 - start.0, end.1 - start.1, total)
    }

    private static func clock(_ kind: clockid_t) -> Double {
        var time = timespec()
        unsafe clock_gettime(kind, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
