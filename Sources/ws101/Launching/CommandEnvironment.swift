import Foundation

/// The environment of a command whose TLS is to be opened.
enum CommandEnvironment {
    /// What the user database says of a user.
    struct User: Hashable {
        var uid: uid_t
        var name: String
        var home: String
        var shell: String

        /// That user; nil for one without an entry.
        init?(_ uid: uid_t) {
            // The entry is valid until the next call; its strings are copied at once.
            guard let entry = unsafe getpwuid(uid) else { return nil }
            func text(_ field: UnsafeMutablePointer<CChar>?) -> String {
                unsafe field.map { unsafe String(cString: $0) } ?? ""
            }
            self.init(
                uid: uid, name: unsafe text(entry.pointee.pw_name), home: unsafe text(entry.pointee.pw_dir),
                shell: unsafe text(entry.pointee.pw_shell))
        }

        init(uid: uid_t, name: String, home: String, shell: String) {
            self.uid = uid
            self.name = name
            self.home = home
            self.shell = shell
        }
    }

    /// `environment`, with the key log for all programs that look for one in it.
    ///
    /// - Parameter user: whom the command runs as where the environment is of another one, as sudo makes it.
    static func make(_ environment: [String: String], keyLog: String, user: User?) -> [String: String] {
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
