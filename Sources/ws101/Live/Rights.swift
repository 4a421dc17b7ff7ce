import ArgumentParser
import Capture
import Foundation
import Processes

/// As whom a capture runs once its interface is open.
struct RightsArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Become this user once the interface is open (default: under sudo, whoever called sudo; otherwise no change).",
            valueName: "name"))
    var user: String?

    func validate() throws {
        if user?.isEmpty ?? false { throw ValidationError("'--user': the name of a user is missing.") }
    }
}

/// What a capture has left of its rights.
struct Rights {
    /// As whom it runs, and what it gave up.
    var outcome: Privileges.Outcome
    /// What the kernel keeps from it.
    var means: Confinement.Means

    /// Gives up what was needed to open the interface, and has the process confined.
    ///
    /// - Throws: `CaptureError` when a right is still there.
    static func giveUp(_ privileges: Privileges, _ confinement: Confinement) throws(CaptureError) -> Rights {
        let outcome = try privileges.giveUp()
        return Rights(outcome: outcome, means: confinement.apply())
    }

    /// The same in words; nil where there was nothing to give up.
    var sentence: String? {
        let name = outcome.user.name
        let confined = means.isEmpty ? "" : ", confined by \(means.names.joined(separator: " and "))"
        let bare =
            !outcome.lostCapabilities
            ? nil
            : outcome.kept.isEmpty
                ? "without capabilities"
                : "with \(outcome.kept.names.joined(separator: ", ")) alone (for --wait-for-interface)"
        if outcome.hasChangedUser { return "now running as \(name)" + (bare.map { ", \($0)" } ?? "") + confined }
        let held = (bare.map { ", now \($0)" } ?? "") + confined
        if outcome.user.uid == 0 { return "still running as root\(held); --user NAME gives up root too" }
        return held.isEmpty ? nil : "still running as \(name)\(held)"
    }
}
