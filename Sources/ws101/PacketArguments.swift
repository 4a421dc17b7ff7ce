import ArgumentParser
import Capture
import Dissection
import Wire

/// Which packets are looked at, or captured at all: the same for both commands.
struct PacketArguments: ParsableArguments {
    @Option(
        name: .customLong("port"),
        help: ArgumentHelp(
            "Only these TCP ports: one, or a list with ranges as 3000,8080,9000-9100; may be given several times.",
            valueName: "ports"))
    var portTexts: [String] = []

    @Option(
        name: .customLong("host"),
        help: ArgumentHelp(
            "Only what this host sends or receives: an address or a name; may be given several times.",
            valueName: "host"))
    var hostNames: [String] = []

    @Option(
        name: .customLong("filter"),
        help: ArgumentHelp(
            "Only the packets that this filter lets pass, in the language of tcpdump (man pcap-filter).",
            valueName: "expression"))
    var filterText: String?

    func validate() throws {
        for text in portTexts where PortList(text) == nil {
            throw ValidationError(
                "'--port \(text)': ports from 1 to 65535, with commas between and ranges from the lower to the higher, "
                    + "as in 3000,8080,9000-9100.")
        }
    }

    /// The ports; none stands for every port.
    var ports: PortList { PortList(portTexts.compactMap { PortList($0) }.flatMap(\.ranges)) }

    /// The filter; an empty one is none.
    var filter: String? { filterText.flatMap { text in text.allSatisfy(\.isWhitespace) ? nil : text } }

    /// Looks the hosts up, and has the filter checked by itself.
    ///
    /// - Throws: `CaptureError`: a host is unknown or can't be looked up, or the filter does not compile.
    func choice() throws(CaptureError) -> PacketChoice {
        var hosts: [IPAddress] = []
        for name in hostNames {
            for address in try HostLookup.addresses(of: name) where !hosts.contains(address) { hosts.append(address) }
        }
        if let filter { try PacketFilter.check(filter) }
        return PacketChoice(ports: ports, hosts: hosts, hostNames: hostNames, filter: filter)
    }
}

/// The packets that are wanted, for the kernel's filter and for people.
struct PacketChoice {
    /// The TCP ports; none: every one.
    var ports: PortList = []
    /// The hosts' addresses; none: every host.
    var hosts: [IPAddress] = []
    /// The hosts as they were given.
    var hostNames: [String] = []
    /// The user's own filter, which compiles by itself.
    var filter: String?

    /// TCP, whatever carries it here.
    ///
    /// `tcp` alone looks at the first header after IP. It takes TCP's fragments too, as each has the protocol's number, but
    /// misses what the dissector can take apart besides: IPv6 with extension headers (0 hop-by-hop, 43 routing, 51
    /// authentication, 60 destination options), tunnels of IP (4 IP in IP, 41 IPv6 in IPv4, 47 GRE), and frames with VLAN
    /// tags where the system leaves them in (Linux takes the outer tag off first). They are named by numbers: the word
    /// `vlan` would move all that stands after it, and suits no interface but Ethernet. Tunnels in UDP are left to
    /// --filter: their ports carry much else.
    static let everyTCP = (["tcp"] + hiddenTCP + ["ip proto 4", "ip proto 41", "ip proto 47"]).joined(separator: " or ")

    // What may be TCP but shows the filter no port.
    private static let hiddenTCP = [
        "ip6[6] = 0", "ip6[6] = 43", "ip6[6] = 51", "ip6[6] = 60", "ether proto 0x8100", "ether proto 0x88a8",
    ]

    /// The filter for the kernel, in the language of pcap-filter(7).
    ///
    /// It lets too much pass rather than too little: what has its ports or addresses further inside is chosen by the
    /// dissector. The user's filter comes last, so that a `vlan` in it moves nothing but itself.
    var expression: String {
        var parts: [String] = []
        if !hosts.isEmpty {
            let any = hosts.map { "host \($0)" } + ["ether proto 0x8100", "ether proto 0x88a8"]
            parts.append(any.joined(separator: " or "))
        }
        if !ports.isEmpty {
            let any = ports.ranges.map { range in
                range.count == 1
                    ? "tcp port \(range.lowerBound)" : "tcp portrange \(range.lowerBound)-\(range.upperBound)"
            }
            // Only the first fragment of a packet has the ports.
            let fragments = ["(tcp and ip[6:2] & 0x1fff != 0)", "ip6[6] = 44"]
            parts.append((any + fragments + Self.hiddenTCP).joined(separator: " or "))
        } else if filter == nil {
            parts.append(Self.everyTCP)
        }
        if let filter { parts.append(filter) }
        return parts.count == 1 ? parts[0] : parts.map { "(\($0))" }.joined(separator: " and ")
    }

    /// Has the dissector look at no others.
    func apply(to options: inout DissectionOptions) {
        options.ports = ports
        options.hosts = Set(hosts)
    }

    /// What is captured, in a few words: `TCP ports 80, 443 of db.local`.
    var words: String {
        var words = ports.isEmpty ? "every TCP port" : "TCP port\(ports.isSingle ? "" : "s") \(ports)"
        if ports.isEmpty, filter != nil { words = hosts.isEmpty ? "" : "all" }
        if !hostNames.isEmpty { words += " of \(hostNames.joined(separator: ", "))" }
        guard let filter else { return words }
        return words.isEmpty ? filter : "\(words), and only: \(filter)"
    }
}

extension PortList {
    fileprivate var isSingle: Bool { ranges.count == 1 && ranges[0].count == 1 }
}
