/// What each side of a session has sent, by `Side.index`.
///
/// The two stand apart from their session: inside it, the compiler copies both whenever a method that changes nothing
/// reads one of them, and that is most of what a short session costs.
@safe
struct SessionDirections: ~Copyable {
    private let start: UnsafeMutablePointer<SessionDirection>

    init(payloadLimit: Int) {
        unsafe start = .allocate(capacity: 2)
        unsafe start.initialize(to: SessionDirection(side: .client, payloadLimit: payloadLimit))
        unsafe (start + 1).initialize(to: SessionDirection(side: .server, payloadLimit: payloadLimit))
    }

    deinit {
        unsafe start.deinitialize(count: 2)
        unsafe start.deallocate()
    }

    /// The direction of the side with that index: 0 or 1.
    subscript(index: Int) -> SessionDirection {
        // Addresses: where an accessor that yields is not inlined, it allocates.
        @inline(__always)
        unsafeAddress {
            precondition(index & ~1 == 0)
            return unsafe UnsafePointer(start + index)
        }
        @inline(__always)
        unsafeMutableAddress {
            precondition(index & ~1 == 0)
            return unsafe start + index
        }
    }
}
