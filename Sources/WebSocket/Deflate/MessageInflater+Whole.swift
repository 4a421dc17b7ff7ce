import Wire

extension MessageInflater {
    /// All that `input`, the next bytes of the message that was begun, inflates to; ends the message if `isLast`.
    ///
    /// `problem` says whether that is everything.
    ///
    /// - Returns: nil, and the message stays unfinished, once there are more than `most` bytes.
    public func inflated(_ input: RawSpan, isLast: Bool, atMost most: Int = .max) -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: 1 << 16)
        var content: [UInt8] = []
        var position = 0
        var count = 0
        repeat {
            count = inflate(input, at: &position, into: &room)
            content += room.prefix(count)
            guard content.count <= most else { return nil }
        } while position < input.byteCount || count == room.count
        if isLast { content += room.prefix(end(into: &room)) }
        return content.count <= most ? content : nil
    }
}
