import Wire

/// A block of a pcapng file, which is there as a whole.
struct PcapngBlock {
    var type: UInt32
    var start: Int
    var length: Int
    /// Whether the length at its end is wrong, and was not believed.
    var hasWrongEnd = false
    /// The body lies between the 8 bytes of type and length and the 4 bytes of the second length.
    var end: Int { start + length - 4 }
}

/// The block types of draft-ietf-opsawg-pcapng and what is known of them.
enum BlockType {
    static let sectionHeader: UInt32 = 0x0a0d_0d0a
    static let interface: UInt32 = 1
    static let obsoletePacket: UInt32 = 2
    static let simplePacket: UInt32 = 3
    static let names: UInt32 = 4
    static let statistics: UInt32 = 5
    static let enhancedPacket: UInt32 = 6
    static let systemdJournal: UInt32 = 9
    static let secrets: UInt32 = 10
    /// Blocks whose meaning a company defines; of the second type a program that copies packets drops them.
    static let custom: UInt32 = 0x0bad
    static let customNoCopy: UInt32 = 0x4000_0bad

    @inline(__always)
    static func isPacket(_ type: UInt32) -> Bool {
        type == enhancedPacket || type == simplePacket || type == obsoletePacket
    }

    /// Whether a file cannot be understood without such a block, so that one larger than a slab is no block.
    static func isNeeded(_ type: UInt32) -> Bool {
        isPacket(type) || type == interface || type == sectionHeader || type == statistics
    }

    /// Whether it is one of the types above.
    static func isKnown(_ type: UInt32) -> Bool {
        switch type {
        case interface...enhancedPacket, systemdJournal, secrets, sectionHeader, custom, customNoCopy: true
        default: false
        }
    }

    /// The length of such a block with nothing optional in it, in bytes.
    @inline(__always)
    static func shortest(_ type: UInt32) -> Int {
        switch type {
        case enhancedPacket, obsoletePacket: 32
        case sectionHeader: 28
        case statistics: 24
        case interface, secrets: 20
        case simplePacket: 16
        default: 12
        }
    }

    /// The name in a sentence.
    static func name(_ type: UInt32) -> String {
        switch type {
        case sectionHeader: "a section header"
        case interface: "an interface description"
        case enhancedPacket: "an enhanced packet block"
        case simplePacket: "a simple packet block"
        case obsoletePacket: "a packet block"
        case names: "a name resolution block"
        case statistics: "an interface statistics block"
        case secrets: "a decryption secrets block"
        case systemdJournal: "a systemd journal block"
        case custom, customNoCopy: "a custom block"
        default: "a block of type \(type)"
        }
    }

    /// The type of secrets that is a TLS key log, as SSLKEYLOGFILE has it: `TLSK`.
    static let tlsKeyLog: UInt32 = 0x544c_534b

    /// The kind of secrets of a registered type, in a word.
    static func kind(ofSecrets type: UInt32) -> String {
        switch type {
        case tlsKeyLog: "tls-key-log"
        case 0x5353_484b: "ssh-key-log"
        case 0x5747_4b4c: "wireguard-key-log"
        default: "secrets-\(type)"
        }
    }

    /// The kind under which blocks that are passed over are counted.
    static func kind(_ type: UInt32) -> String {
        switch type {
        case names: "names"
        case secrets: "secrets"
        case systemdJournal: "systemd-journal"
        case custom, customNoCopy: "custom"
        default: "block-\(type)"
        }
    }
}

extension RawSpan {
    /// The byte order that the magic number of a section header at `position` shows; nil if it is none.
    func isLittleEndianSection(at position: Int) -> Bool? {
        switch uint32(at: position + 8) {
        case 0x1a2b_3c4d: false
        case 0x4d3c_2b1a: true
        default: nil
        }
    }
}
