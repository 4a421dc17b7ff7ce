/// Text and bytes put together piece by piece, in memory that grows as needed and is used again and again.
///
/// One comparison a piece makes sure of the room for it; then the bytes go straight to their place. This is what makes
/// a line of output cost less than dissecting its packet: an array checks more and calls more for each piece.
@safe
public struct ByteWriter: ~Copyable, Sendable {
    // Owned by this value: allocated in `grow`, freed in `deinit`, handed out as bounds-checked spans only. Nothing else
    // refers to it, so that it may go to another thread.
    @usableFromInline nonisolated(unsafe) var memory: UnsafeMutablePointer<UInt8>?
    @usableFromInline var capacity = 0
    /// How many bytes were written.
    @usableFromInline var written = 0

    /// An empty writer, without memory until something is written.
    @inlinable
    public init() {
        unsafe memory = nil
    }

    deinit { unsafe memory?.deallocate() }

    /// How many bytes were written.
    @inlinable @inline(__always)
    public var count: Int { written }

    /// How many bytes find room before more memory is needed.
    public var room: Int { capacity - written }

    /// What was written.
    @inlinable
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            // The first `written` bytes are initialised and stay where they are while the span lives.
            let all = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(start: memory, count: written))
            return unsafe _overrideLifetime(all, borrowing: self)
        }
    }

    /// Forgets what was written and keeps the memory.
    @inlinable
    public mutating func removeAll() { written = 0 }

    /// Forgets all but the first `count` bytes, and keeps the memory.
    @inlinable
    public mutating func removeLast(downTo count: Int) {
        precondition(count >= 0 && count <= written)
        written = count
    }

    /// Forgets what was written and gives the memory back.
    public mutating func free() {
        unsafe memory?.deallocate()
        unsafe memory = nil
        capacity = 0
        written = 0
    }

    /// Makes sure of room for `count` more bytes, and says where they go.
    @inlinable @inline(__always)
    mutating func place(for count: Int) -> UnsafeMutablePointer<UInt8> {
        if capacity &- written < count { grow(by: count) }
        // `grow` has allocated, or there was room: in both cases there is memory.
        return unsafe memory.unsafelyUnwrapped + written
    }

    @usableFromInline @inline(never)
    mutating func grow(by count: Int) {
        precondition(count >= 0 && count <= Int.max / 4 - written)
        let size = max(1024, capacity * 2, written + count)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        if let memory = unsafe memory {
            unsafe larger.update(from: memory, count: written)
            unsafe memory.deallocate()
        }
        unsafe memory = larger
        capacity = size
    }
}

extension ByteWriter {
    /// Writes one byte.
    @inlinable @inline(__always)
    public mutating func append(_ byte: UInt8) {
        // Room for one byte was made sure of.
        unsafe place(for: 1).pointee = byte
        written &+= 1
    }

    /// Writes a text that is known when the program is built.
    @inlinable @inline(__always)
    public mutating func append(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        // Room for as many bytes as the text has, and it lives for ever.
        unsafe place(for: count).update(from: text.utf8Start, count: count)
        written &+= count
    }

    /// Writes a key of a JSON object, with its quotes and the colon, behind a comma unless it is the first.
    @inlinable @inline(__always)
    public mutating func append(jsonKey key: StaticString, isFirst: Bool) {
        let count = key.utf8CodeUnitCount
        var at = unsafe place(for: count &+ 4)
        // Room for the key and four bytes more was made sure of.
        if !isFirst {
            unsafe at.pointee = UInt8(ascii: ",")
            unsafe at += 1
            written &+= 1
        }
        unsafe at.pointee = UInt8(ascii: "\"")
        unsafe (at + 1).update(from: key.utf8Start, count: count)
        unsafe at[count &+ 1] = UInt8(ascii: "\"")
        unsafe at[count &+ 2] = UInt8(ascii: ":")
        written &+= count &+ 3
    }

    /// Writes a copy of these bytes, whose number is known when the program is built.
    @inlinable @inline(__always)
    public mutating func append<let length: Int>(_ bytes: borrowing [length of UInt8]) {
        let target = unsafe place(for: length)
        // Room for all of them was made sure of, and an array has as many as its type says.
        for index in 0..<length { unsafe target[index] = bytes[index] }
        written &+= length
    }

    /// Writes a copy of these bytes.
    @inlinable
    public mutating func append(_ bytes: RawSpan) {
        let count = bytes.byteCount
        guard count > 0 else { return }
        let target = unsafe UnsafeMutableRawPointer(place(for: count))
        // Room for as many bytes as the span has; it can't lie in memory that is about to be written.
        unsafe bytes.withUnsafeBytes { source in
            if let start = source.baseAddress { unsafe target.copyMemory(from: start, byteCount: count) }
        }
        written &+= count
    }

    /// Writes a text as UTF-8.
    public mutating func append(text: String) {
        var text = text
        // The pointer is used inside the closure only, and the bytes are copied.
        text.withUTF8 { utf8 in unsafe append(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(utf8))) }
    }
}

extension String {
    /// The text that the writer holds; what is not UTF-8 becomes U+FFFD.
    public init(decoding writer: borrowing ByteWriter) {
        // The bytes are read only during the call.
        self = unsafe writer.bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
