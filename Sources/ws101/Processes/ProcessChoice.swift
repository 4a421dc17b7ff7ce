import Processes

/// Which processes are meant.
enum ProcessChoice: Hashable {
    /// The one with that number, and its children, theirs, and so on.
    case tree(Int32)
    /// The children of the one with that number, theirs, and so on.
    case children(Int32)
    /// Those that are called so, or run a script of that name.
    case named(String)

    /// What a user means: a number or a name.
    init(_ text: String) {
        self = Int32(text).map(Self.tree) ?? .named(text)
    }

    /// Whether a process with a socket of the connection is meant.
    func matches(_ owners: ConnectionOwners) -> Bool {
        [owners.client, owners.server].contains { $0?.process.map(matches) ?? false }
    }

    private func matches(_ process: ProcessFacts) -> Bool {
        switch self {
        case .tree(let pid): process.pid == pid || process.ancestors.contains(pid)
        case .children(let pid): process.ancestors.contains(pid)
        case .named(let name): process.name == name || process.script == name
        }
    }
}
