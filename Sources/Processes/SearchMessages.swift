internal import Wire

/// What a search and its helper say to each other, a datagram each: the same program on both sides.
enum SearchMessages {
    /// So many connections are asked for at once: an answer fits into a datagram.
    static let limit = 32
    /// The longest datagram.
    static let longest = 1 << 17
    /// A question's bytes for each connection.
    private static let size = 37

    /// Asks for the owners of these connections.
    static func question(_ connections: [SocketPair], effort: SearchEffort) -> [UInt8] {
        [effort.rawValue]
            + connections.flatMap { connection in
                [connection.client.address.isIPv4 ? 4 : 6] + bytes(connection.client) + bytes(connection.server)
            }
    }

    /// Reads a question; nil for what is none.
    static func connections(_ question: [UInt8]) -> (connections: [SocketPair], effort: SearchEffort)? {
        guard let effort = question.first.flatMap(SearchEffort.init), question.count % size == 1,
            question.count / size <= limit
        else { return nil }
        let connections = stride(from: 1, to: question.count, by: size).map { at in
            let isIPv4 = question[at] == 4
            return SocketPair(
                client: endpoint(question[(at + 1)..<(at + 19)], isIPv4),
                server: endpoint(question[(at + 19)..<(at + 37)], isIPv4))
        }
        return (connections, effort)
    }

    /// Tells the owners.
    static func answer(_ owners: [ConnectionOwners]) -> [UInt8] {
        let all = owners.flatMap { fields($0.client) + fields($0.server) + [$0.isHidden ? "hidden" : ""] }
        return Array(all.joined(separator: "\0").utf8)
    }

    /// Reads the answer to a question about `count` connections; nil for what is none.
    static func owners(_ answer: [UInt8], count: Int) -> [ConnectionOwners]? {
        let fields = answer.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard fields.count == count * (2 * fieldCount + 1) else { return nil }
        return stride(from: 0, to: fields.count, by: 2 * fieldCount + 1).map { at in
            var owners = ConnectionOwners()
            owners.client = owner(fields[at..<(at + fieldCount)])
            owners.server = owner(fields[(at + fieldCount)..<(at + 2 * fieldCount)])
            owners.isHidden = !fields[at + 2 * fieldCount].isEmpty
            return owners
        }
    }

    // MARK: Parts

    private static let fieldCount = 5

    private static func fields(_ owner: SocketOwner?) -> [String] {
        guard let owner else { return ["", "", "", "", ""] }
        guard let process = owner.process else { return ["\(owner.uid)", "", "", "", ""] }
        // No name has a NUL: they come from C strings.
        return [
            "\(owner.uid)", "\(process.pid)", process.name, process.script ?? "",
            process.ancestors.map(String.init).joined(separator: " "),
        ]
    }

    private static func owner(_ fields: ArraySlice<String>) -> SocketOwner? {
        let fields = Array(fields)
        guard let uid = UInt32(fields[0]) else { return nil }
        guard let pid = Int32(fields[1]) else { return SocketOwner(uid: uid) }
        return SocketOwner(
            uid: uid,
            process: ProcessFacts(
                pid: pid, name: fields[2], script: fields[3].isEmpty ? nil : fields[3],
                ancestors: fields[4].split(separator: " ").compactMap { Int32($0) }))
    }

    private static func bytes(_ endpoint: Endpoint) -> [UInt8] {
        let address = endpoint.address.bytes
        return [UInt8(endpoint.port >> 8), UInt8(endpoint.port & 0xff)] + address
            + [UInt8](repeating: 0, count: 16 - address.count)
    }

    private static func endpoint(_ bytes: ArraySlice<UInt8>, _ isIPv4: Bool) -> Endpoint {
        func number(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        let address = bytes.dropFirst(2)
        return Endpoint(
            address: isIPv4
                ? IPAddress(ipv4: UInt32(number(address.prefix(4))))
                : IPAddress(ipv6: number(address.prefix(8)), number(address.dropFirst(8))),
            port: UInt16(number(bytes.prefix(2))))
    }
}
