public import Wire

/// A header of a packet with all its fields.
public struct PacketLayer: Hashable, Sendable {
    /// Which header.
    public var kind: PacketLayerKind
    /// The packet's bytes that it takes; as far as it could be read, if it went wrong.
    public var range: Range<Int>
    /// Its fields in the order of the wire, their bits counted from the layer's first bit; none for `payload`.
    public var fields: [Field]
    /// What went wrong in it: nothing follows it then, unless it is about TCP's options.
    public var error: DecodeError?

    /// The name that people know it by: `Ethernet`, `802.1Q`, `IPv4`, `TCP`.
    public var name: String { kind.name }
    /// Where it is specified, as `RFC 9293 §3.1`.
    public var source: String { kind.source }
}

/// The headers of a packet as diagrams show them.
public enum PacketLayers {
    /// Decodes the headers of the packet `bytes` from the outermost to TCP, and tells where TCP's payload lies.
    ///
    /// It is the decoder of the fast path: the layers end where that gave up.
    public static func decode(bytes: RawSpan, linkType: LinkType) -> [PacketLayer] {
        var walk = PacketWalk(observer: LayerRecorder(), originalLength: bytes.byteCount)
        if let segment = try? walk.segment(bytes, linkType), !segment.payload.isEmpty {
            walk.observer.layers.append(PacketLayer(kind: .payload, range: segment.payload, fields: [], error: nil))
        }
        return walk.observer.layers
    }
}

/// The observer that keeps every layer.
private struct LayerRecorder: LayerObserver {
    var layers: [PacketLayer] = []

    static var readsOptions: Bool { true }

    func makeSink() -> FieldRecorder { FieldRecorder() }

    mutating func layer(
        _ kind: PacketLayerKind, _ start: Int, _ end: Int, _ sink: consuming FieldRecorder, _ error: DecodeError?
    ) {
        layers.append(PacketLayer(kind: kind, range: start..<end, fields: sink.fields, error: error))
    }
}
