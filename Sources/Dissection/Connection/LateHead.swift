import Wire

/// Finds where HTTP begins in a connection that began with something else, or somewhere before the capture: an upgrade
/// request, or a 101 whose request is not in the capture.
///
/// Near a connection's beginning it may stand anywhere, as behind a proxy's line that is malformed. Elsewhere it stands
/// where a segment begins; that its bytes go on in the next segment changes nothing.
struct LateHead {
    /// Within so many bytes of a stream it may begin anywhere.
    static let reach = 4096
    private static let beginnings = [Array("GET ".utf8), Array("HTTP/1.1 101".utf8)]

    /// What has come of a beginning that a segment's end cut: less than the shortest one that may be told.
    var bytes: [UInt8]
    var direction: Int
    var place: ChunkPlace
}

extension LateHead {
    enum Search {
        /// Nothing of the kind.
        case none
        /// It begins at that byte of the chunk.
        case found(at: Int)
        /// It may begin at that byte: more bytes must tell.
        case begun(at: Int)
    }

    /// Whether the bytes that have come so far go on in `chunk` to a beginning; nil if more must tell.
    func goesOn(in chunk: RawSpan) -> Bool? {
        var joint = bytes
        joint.append(copying: chunk.extracting(first: min(chunk.byteCount, Self.longest)))
        return Self.begins(joint.rawSpan, at: 0)
    }

    /// Looks in `chunk` from byte `start` on; `isNearStart` says that it may begin anywhere up to `reach`.
    static func search(_ chunk: RawSpan, from start: Int, offset: Int, isNearStart: Bool) -> Search {
        let last = isNearStart ? min(chunk.byteCount, max(reach - offset, 1)) : min(chunk.byteCount, 1)
        var position = start
        while position < last {
            let byte = chunk.byte(at: position)
            switch byte == 0x47 || byte == 0x48 ? begins(chunk, at: position) : false {
            case true?: return .found(at: position)
            case nil: return .begun(at: position)
            case false?: position += 1
            }
        }
        return .none
    }

    private static let longest = beginnings.map(\.count).max() ?? 0

    /// Whether one of the beginnings stands at `position`; nil if what is there may become one.
    private static func begins(_ bytes: RawSpan, at position: Int) -> Bool? {
        let first = bytes.byte(at: position)
        for beginning in beginnings where beginning[0] == first {
            let here = min(beginning.count, bytes.byteCount - position)
            guard (1..<here).allSatisfy({ bytes.byte(at: position + $0) == beginning[$0] }) else { continue }
            return here == beginning.count ? true : nil
        }
        return false
    }
}
