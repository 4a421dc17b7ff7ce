/// Connections by their indices, in no more memory than those take that are under way.
///
/// A capture has far more connections that ended than others, and each of them keeps its index for late segments.
struct ConnectionStore {
    /// Where in `connections` the one of an index stands; `none` for none.
    private var places: ContiguousArray<Int32> = []
    /// Those under way; nil where one has ended.
    private var connections: ContiguousArray<Connection?> = []
    /// The places where one has ended.
    private var free: ContiguousArray<Int32> = []

    private static let none: Int32 = -1

    /// The indices that were ever in use.
    var indices: Range<Int> { places.indices }

    /// Changes the connection of that index, if there is one.
    @inline(__always)
    mutating func change<Result>(_ index: Int, _ body: (inout Connection) -> Result) -> Result? {
        guard index < places.count, places[index] != Self.none else { return nil }
        return connections[Int(places[index])]?.changed(by: body)
    }

    /// Looks at each connection under way, in no order.
    func forEach(_ body: (Connection) -> Void) {
        for connection in connections { if let connection { body(connection) } }
    }

    /// Puts a connection there, instead of the one that may be there.
    mutating func insert(_ connection: Connection, at index: Int) {
        remove(index)
        while places.count <= index { places.append(Self.none) }
        if let place = free.popLast() {
            places[index] = place
            connections[Int(place)] = connection
        } else {
            places[index] = Int32(connections.count)
            connections.append(connection)
        }
    }

    /// Forgets the connection of that index.
    mutating func remove(_ index: Int) {
        guard index < places.count, places[index] != Self.none else { return }
        connections[Int(places[index])] = nil
        free.append(places[index])
        places[index] = Self.none
    }
}

extension Connection {
    /// Changes it in place.
    @inline(__always)
    fileprivate mutating func changed<Result>(by body: (inout Connection) -> Result) -> Result { body(&self) }
}
