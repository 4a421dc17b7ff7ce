import TLS
import Wire

/// Alerts and extensions of TLS, as `explain` finds them.
enum TLSTopic {
    /// The alerts that have a name.
    static let alerts: [AlertDescription] = TLSNames.alertNumbers.map { AlertDescription(rawValue: $0) }

    /// The extensions that have a meaning for a WebSocket.
    static let extensions: [ExtensionType] = (UInt16.min...UInt16.max).map { ExtensionType(rawValue: $0) }
        .filter { $0.meaning != nil && !$0.isGREASE && $0 != .oldApplicationSettings }

    /// The alert with that name; nil if there is none.
    static func alert(named text: String) -> AlertDescription? {
        alerts.first { $0.name.map(Topic.plain) == Topic.plain(text) }
    }

    /// The extension with that name; nil if there is none, or nothing to be said about it.
    static func extensionType(named text: String) -> ExtensionType? {
        extensions.first { $0.name.map(Topic.plain) == Topic.plain(text) }
    }
}
