public import Foundation

/// What tshark finds in a capture: an independent opinion.
public enum Tshark {
    /// A WebSocket frame as tshark sees it.
    public struct Frame: Hashable, Sendable {
        /// The number of its TCP connection, from 0.
        public var stream: Int
        /// The TCP port that it came from.
        public var sourcePort: Int
        /// The opcode.
        public var opcode: Int
        /// FIN.
        public var fin: Bool
        /// MASK.
        public var masked: Bool
        /// The payload's length in bytes.
        public var length: UInt64

        /// A frame with these properties.
        public init(stream: Int, sourcePort: Int, opcode: Int, fin: Bool, masked: Bool, length: UInt64) {
            self.stream = stream
            self.sourcePort = sourcePort
            self.opcode = opcode
            self.fin = fin
            self.masked = masked
            self.length = length
        }
    }

    /// Whether tshark is there.
    public static let isInstalled = (try? run(["--version"])) != nil

    /// The frames in `file`, in the order in which tshark completes them.
    public static func frames(in file: URL) throws -> [Frame] {
        let names = [
            "tcp.stream", "tcp.srcport", "websocket.opcode", "websocket.fin", "websocket.mask",
            "websocket.payload_length", "websocket.payload_length_ext_16", "websocket.payload_length_ext_64",
        ]
        let text = try run(
            ["-n", "-r", file.path, "-Y", "websocket", "-T", "fields"] + names.flatMap { ["-e", $0] })
        return text.split(separator: "\n").flatMap(frames(ofPacket:))
    }

    /// The frames that one packet completed: their values stand side by side, extended lengths only where there are any.
    private static func frames(ofPacket line: Substring) -> [Frame] {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            .map { $0.split(separator: ",").map(String.init) }
        var (short, long) = (columns[6][...], columns[7][...])
        return columns[2].indices.map { index in
            let length: UInt64? =
                switch columns[5][index] {
                case "126": short.popFirst().flatMap { UInt64($0) }
                case "127": long.popFirst().flatMap { UInt64($0) }
                default: UInt64(columns[5][index])
                }
            let isTrue = { (text: String) in text == "1" || text == "True" }
            return Frame(
                stream: Int(columns[0][0]) ?? -1, sourcePort: Int(columns[1][0]) ?? -1,
                opcode: Int(columns[2][index]) ?? -1, fin: isTrue(columns[3][index]), masked: isTrue(columns[4][index]),
                length: length ?? .max)
        }
    }

    /// A TCP segment as tshark sees it.
    public struct Segment: Hashable, Sendable {
        /// The innermost source addresses, IPv4 and IPv6: which of them is the inner one tshark does not say.
        public var sources: [String]
        /// The source port, the destination port, the sequence number, the flags and the payload's length.
        public var numbers: [Int]

        /// A segment with these properties.
        public init(sources: [String], numbers: [Int]) {
            self.sources = sources
            self.numbers = numbers
        }
    }

    /// The segment in each packet of `file`; nil for a packet in which tshark finds none.
    ///
    /// `decodeAs` says what it cannot know, as `udp.port==8472,vxlan`.
    public static func segments(in file: URL, decodeAs: [String] = []) throws -> [Segment?] {
        let names = ["ip.src", "ipv6.src", "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.flags", "tcp.len"]
        let text = try run(
            ["-n", "-r", file.path, "-T", "fields", "-E", "occurrence=l"] + decodeAs.flatMap { ["-d", $0] }
                + names.flatMap { ["-e", $0] })
        return text.split(separator: "\n").map { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            let numbers = columns[2...].compactMap {
                $0.hasPrefix("0x") ? Int($0.dropFirst(2), radix: 16) : Int($0)
            }
            return numbers.count == 5 ? Segment(sources: columns[..<2].filter { !$0.isEmpty }, numbers: numbers) : nil
        }
    }

    /// The numbers of the packets in `file` whose IPv4 or TCP checksum is wrong.
    public static func badChecksums(in file: URL) throws -> [Int] {
        let text = try run([
            "-n", "-r", file.path, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-Y",
            "ip.checksum.status != 1 || tcp.checksum.status != 1", "-T", "fields", "-e", "frame.number",
        ])
        return text.split(separator: "\n").compactMap { Int($0) }
    }

    private static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tshark"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return String(decoding: data, as: UTF8.self)
    }
}
