/// What a process is called by those who started it: the program, and for an interpreter what it runs.
struct ProgramName: Hashable {
    /// The program, as `node` or `chromium`.
    var name: String
    /// What an interpreter runs, without its folder: `server.js`, `app.jar`, `module` of `python -m module`.
    var script: String?

    /// What /proc/PID/comm and /proc/PID/cmdline make of it.
    ///
    /// - Parameters:
    ///   - comm: the kernel's name, of at most 15 bytes; programs may change it.
    ///   - arguments: the command line; programs may change it.
    init(comm: String, arguments: [String]) {
        let program = arguments.first.map { Self.lastPart($0) } ?? ""
        name = Self.limited(comm.isEmpty ? program : comm)
        guard !program.isEmpty else { return }
        if let interpreter = Interpreter(program) {
            script = interpreter.script(arguments.dropFirst()).map { Self.limited(Self.lastPart($0)) }
            // Some name their threads, the first one too; and a script that is a program gives the process its name.
            if comm == "MainThread" || comm == "node-MainThread" || script?.hasPrefix(comm) == true {
                name = Self.limited(program)
            }
        }
        // The kernel's name is cut.
        if comm.utf8.count == 15, program.hasPrefix(comm) { name = Self.limited(program) }
    }

    private static func lastPart(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The first bytes: a character may have any number of them, and answers have to fit into datagrams.
    private static func limited(_ text: String) -> String { String(decoding: text.utf8.prefix(256), as: UTF8.self) }
}

/// Programs whose name says little without what they run.
private enum Interpreter {
    case node, python, ruby, java, deno, bun, plain

    init?(_ program: String) {
        // `python3.11` and `ruby2.7` are found, `nodemon` is not.
        let stem = String(program.prefix { $0.isLetter && $0.isASCII }).lowercased()
        let isExact = program.dropFirst(stem.count).allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }
        guard isExact else { return nil }
        switch stem {
        case "node", "nodejs": self = .node
        case "python", "pypy": self = .python
        case "ruby": self = .ruby
        case "java": self = .java
        case "deno": self = .deno
        case "bun": self = .bun
        case "perl", "php", "lua", "luajit", "sh", "bash", "dash", "zsh", "tsx": self = .plain
        default: return nil
        }
    }

    /// Options whose value is the next argument.
    private var optionsWithValue: Set<String> {
        switch self {
        case .node:
            [
                "-r", "--require", "--import", "--loader", "--experimental-loader", "-C", "--conditions",
                "--env-file", "--title",
            ]
        case .python: ["-W", "-X", "--check-hash-based-pycs"]
        case .ruby: ["-I", "-r", "-C", "-E"]
        case .java:
            [
                "-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules", "--add-opens",
                "--add-exports", "--add-reads", "--upgrade-module-path",
            ]
        case .deno: ["-c", "--config", "--import-map", "--cert", "--location", "--lock", "--env-file"]
        case .bun: ["-r", "--preload", "--config", "-c", "--cwd", "--env-file"]
        case .plain: ["-I", "-M", "-o", "-O", "-d", "-l"]
        }
    }

    /// Options whose value is the program's text: there is no name for it.
    private var optionsWithText: Set<String> {
        switch self {
        case .node, .bun: ["-e", "--eval", "-p", "--print", "-pe"]
        case .python: ["-c"]
        case .ruby, .plain: ["-e", "-c", "-E", "-r"]
        case .java, .deno: []
        }
    }

    /// What the arguments have it run; nil for text in the command line, and for nothing.
    func script(_ arguments: ArraySlice<String>) -> String? {
        var rest = arguments
        while let argument = rest.popFirst() {
            if argument == "--" { return rest.first }
            if self == .python, argument == "-m" { return rest.first }
            if self == .java, argument == "-jar" || argument == "-m" || argument == "--module" { return rest.first }
            if optionsWithValue.contains(argument) {
                _ = rest.popFirst()
            } else if optionsWithText.contains(argument) || argument == "-" {
                return nil
            } else if argument.hasPrefix("-") {
                continue
            } else if self == .deno || self == .bun, ["run", "serve", "test", "x"].contains(argument) {
                continue
            } else if self == .node, argument == "inspect" {
                continue
            } else {
                return argument.isEmpty ? nil : argument
            }
        }
        return nil
    }
}
