/// Who has the sockets of a session, as this host's system told while it was captured.
///
/// The dissector knows nothing of it: whoever captures live adds it to a session's beginning.
public struct SessionProcesses: Hashable, Sendable {
    /// A process with a socket, or at least its user.
    public struct Owner: Hashable, Sendable {
        /// The process's number; nil where it is gone or may not be looked at.
        public var pid: Int?
        /// The program's name; it must be escaped before it is shown.
        public var name: String?
        /// What an interpreter runs, without its folder; it must be escaped before it is shown.
        public var script: String?
        /// The user whose socket it is.
        public var uid: Int
        /// That user's name, if there is one.
        public var user: String?

        /// An owner of whom this is known.
        public init(pid: Int? = nil, name: String? = nil, script: String? = nil, uid: Int, user: String? = nil) {
            self.pid = pid
            self.name = name
            self.script = script
            self.uid = uid
            self.user = user
        }
    }

    /// Who has the client's socket, if it is on this host.
    public var client: Owner?
    /// Who has the server's socket, if it is on this host.
    public var server: Owner?

    /// Owners of either side; nil where neither is known.
    public init?(client: Owner?, server: Owner?) {
        guard client != nil || server != nil else { return nil }
        self.client = client
        self.server = server
    }
}
