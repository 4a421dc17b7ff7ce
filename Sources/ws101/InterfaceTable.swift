import Capture
import Diagram
import Wire

/// The interfaces that can be captured on, as a table.
enum InterfaceTable {
    static func text(_ interfaces: [LiveInterface], on screen: Screen) -> String {
        var table = TextTable([
            .init("Name"), .init("State"), .init("Addresses", minimum: 15), .init("What", minimum: 8),
        ])
        for interface in interfaces {
            let state = interface.isUp ? interface.isRunning ? "up" : "up, no link" : "down"
            table.append([
                .init(Printable.escaped(interface.name, ascii: screen.ascii)),
                .init(interface.isLoopback ? state + ", loopback" : state, interface.isUp ? .good : .dim),
                .init(interface.addresses.map(\.description).joined(separator: ", ")),
                .init(Printable.escaped(interface.description ?? "", ascii: screen.ascii), .dim),
            ])
        }
        return table.text(on: screen)
    }
}
