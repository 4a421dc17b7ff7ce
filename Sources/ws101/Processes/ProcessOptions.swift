import ArgumentParser

/// Which processes' sessions are shown.
struct ProcessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Show only sessions that this process of this host has, on either side: its number (its children count, too), its name, or the script that it runs.",
            valueName: "name|pid"))
    var process: String?

    /// What `--process` asks for.
    var choice: ProcessChoice? { process.map(ProcessChoice.init) }

    func validate() throws {
        if let process, process.isEmpty {
            throw ValidationError("'--process': name a process, or give its number.")
        }
    }
}
