import Capture
import Foundation

/// The environment of a command whose TLS is to be opened.
enum CommandEnvironment {
    /// `environment`, with the key log for all programs that look for one in it.
    ///
    /// - Parameter user: whom the command runs as where the environment is of another one, as sudo makes it.
    static func make(_ environment: [String: String], keyLog: String, user: SystemUser?) -> [String: String] {
        var result = environment
        result["SSLKEYLOGFILE"] = keyLog
        // Node does not look at SSLKEYLOGFILE. A value in quotation marks may have spaces.
        let quoted =
            keyLog.contains(" ") || keyLog.contains("\"")
            ? "\"\(keyLog.replacingOccurrences(of: "\"", with: "\\\""))\"" : keyLog
        let option = "--tls-keylog=\(quoted)"
        result["NODE_OPTIONS"] = [environment["NODE_OPTIONS"] ?? "", option].filter { !$0.isEmpty }.joined(
            separator: " ")
        guard let user else { return result }
        result["HOME"] = user.home
        result["USER"] = user.name
        result["LOGNAME"] = user.name
        if !user.shell.isEmpty { result["SHELL"] = user.shell }
        // Desktop programs look there; sudo removes the variable.
        let folder = "/run/user/\(user.uid)"
        if result["XDG_RUNTIME_DIR"] == nil, FileManager.default.fileExists(atPath: folder) {
            result["XDG_RUNTIME_DIR"] = folder
        }
        return result
    }
}
