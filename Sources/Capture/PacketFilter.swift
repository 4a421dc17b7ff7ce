internal import CPcap
public import Wire

/// A filter in the language of pcap-filter(7), for packets of files; a live capture has the kernel filter.
public final class PacketFilter {
    /// The expression.
    public let expression: String
    private var programs: [Compiled] = []

    /// A program and the link type that it is for.
    private final class Compiled {
        let linkType: LinkType
        var program: FilterProgram

        init(_ linkType: LinkType, _ program: consuming FilterProgram) {
            self.linkType = linkType
            self.program = program
        }
    }

    /// Compiles `expression` for these link types, which a capture's `info` has; for Ethernet if there is none.
    ///
    /// - Throws: `CaptureError` of kind `usage` with libpcap's message.
    public init(_ expression: String, for linkTypes: [LinkType]) throws(CaptureError) {
        self.expression = expression
        for linkType in linkTypes.isEmpty ? [.ethernet] : linkTypes { _ = try compiled(linkType) }
    }

    /// Whether the filter lets a packet pass; `bytes` are those of the record.
    ///
    /// - Throws: `CaptureError` of kind `usage` when the packet has a link type that came up later and that the
    ///   expression does not suit.
    public func matches(_ record: PacketRecord, _ bytes: RawSpan) throws(CaptureError) -> Bool {
        try compiled(record.linkType).program.matches(bytes, originalLength: record.originalLength)
    }

    private func compiled(_ linkType: LinkType) throws(CaptureError) -> Compiled {
        if let known = programs.first(where: { $0.linkType == linkType }) { return known }
        // A handle without a device, for its link type and snapshot length.
        guard
            let pointer = unsafe pcap_open_dead(Libpcap.number(linkType), CInt(CaptureFile.longestPacket))
        else {
            throw CaptureError(.unavailable, file: expression, problem: "libpcap cannot compile filters here")
        }
        let handle = unsafe PcapHandle(pointer)
        guard let program = FilterProgram(expression, for: handle) else {
            throw PacketFilter.error(expression, handle.message)
        }
        let new = Compiled(linkType, program)
        programs.append(new)
        return new
    }

    /// Whether the expression compiles by itself, before it is joined with another one.
    ///
    /// What suits Ethernet may not suit another link, and the other way round: it has to suit one of those that captures
    /// mostly have.
    ///
    /// - Throws: `CaptureError` of kind `usage` with libpcap's message.
    public static func check(_ expression: String) throws(CaptureError) {
        for linkType in [LinkType.linuxSLL2, .raw] {
            do throws(CaptureError) {
                _ = try PacketFilter(expression, for: [linkType])
                return
            } catch {}
        }
        _ = try PacketFilter(expression, for: [.ethernet])
    }

    /// The error for an expression that does not compile.
    static func error(_ expression: String, _ message: String) -> CaptureError {
        let fault = FilterFault(expression, message)
        let excerpt = SourceExcerpt.lines(expression, column: fault.column)
        return CaptureError(
            .usage, file: "--filter", problem: "the filter does not compile: \(fault.problem)",
            advice: (excerpt + [
                "The language is that of tcpdump (man pcap-filter), as in: tcp port 8080 and host 127.0.0.1"
            ]).joined(separator: "\n"))
    }
}
