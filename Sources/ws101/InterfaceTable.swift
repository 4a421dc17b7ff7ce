import Capture
import Diagram
import Wire

/// The interfaces that can be captured on, as a table.
enum InterfaceTable {
    static func text(_ interfaces: [LiveInterface], on screen: Screen) -> String {
        var table = TextTable([
            .init("Name"), .init("State"), .init("Addresses", minimum: 15), .init("What", minimum: 8),
        ])
        for interface in interfaces where carriesTCP(interface) {
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

    /// Whether it can show TCP at all: libpcap lists what it knows of Bluetooth, USB and D-Bus as well.
    static func carriesTCP(_ interface: LiveInterface) -> Bool {
        !["bluetooth", "dbus-", "nfqueue", "usbmon"].contains { interface.name.hasPrefix($0) }
    }
}
