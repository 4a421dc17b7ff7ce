import ArgumentParser
import Capture
import Diagram
import Foundation
import Playground
import Report

struct PlaygroundCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "playground",
        abstract: "Run a local WebSocket server whose endpoints behave and misbehave by name.",
        discussion: """
            The server listens on 127.0.0.1 and ::1, for ws and wss, and shows a page for a browser. Each endpoint does one \
            thing, right or wrong, that ws101 capture shows in another terminal. With --visit a client goes to every \
            endpoint, or to those named, and says what happens; then the server ends. Ctrl-C closes every session with \
            1001.

            EXAMPLES
              ws101 playground                              http://localhost:8101/ in a browser
              ws101 playground --list                       what there is
              ws101 playground --visit                      all of it, without a browser
              ws101 playground --visit bad-utf8 close/1006
              sudo ws101 capture --port 8101                in another terminal
            """)

    @Option(help: "The port for ws and the page; 0: any.")
    var port: UInt16 = 8101

    @Option(help: "The port for wss; 0: any (default: the one after --port).")
    var tlsPort: UInt16?

    @Flag(help: "Don't serve wss.")
    var noTls = false

    @Option(
        help: ArgumentHelp(
            "Add the keys of TLS to this file (default: a private one, removed at the end).", valueName: "file"),
        completion: .file())
    var keylog: String?

    @Flag(help: "List the endpoints, with the rules that ws101 reports, and end.")
    var list = false

    @Flag(help: "Go to the endpoints with a client of ws101's own, say what happens, and end.")
    var visit = false

    @Argument(help: ArgumentHelp("With --visit: where to go (default: everywhere).", valueName: "endpoint"))
    var endpoints: [String] = []

    @Flag(help: "Print no line for each connection.")
    var quiet = false

    @OptionGroup var screen: ScreenOptions

    func validate() throws {
        if !endpoints.isEmpty, !visit { throw ValidationError("Endpoints are named for --visit: add it.") }
        if noTls, tlsPort != nil || keylog != nil {
            throw ValidationError("--no-tls leaves nothing to do for --tls-port and --keylog.")
        }
        if port != 0, tlsPort == port {
            throw ValidationError("--port and --tls-port are both \(port): ws and wss need a port each.")
        }
        _ = try visits()
    }

    func run() throws {
        let screen = screen.screen
        if list { return try Results.write { $0.write(PlaygroundText(screen).list) } }
        let interruption = Interruption()
        let journal = PlaygroundJournal()
        let keyLog = noTls ? nil : try Failure.starting { try KeyLogWriter(keylog) }
        defer { keyLog?.close() }
        let server = try Failure.starting {
            try PlaygroundServer(
                PlaygroundServer.Options(port: port, tlsPort: securePort, keyLog: keyLog),
                listener: { [quiet, visit] news in
                    if !quiet, !visit { journal.add(.news(news, Date.now)) }
                })
        }
        for line in PlaygroundText(screen).announcement(of: server, keyLog: keyLog) { Console.error(line) }
        let visiting = visit ? PlaygroundTour(try visits(), server, journal) : nil
        try Results.write { output in
            let text = PlaygroundText(screen)
            let write = {
                for entry in journal.take() { output.write(text.text(of: entry)) }
                output.flush()
            }
            while !interruption.stop.isStopped, !output.isClosed, visiting?.isOver != true {
                write()
                Thread.sleep(forTimeInterval: 0.02)
            }
            visiting?.cancel()
            waiting { await server.stop() }
            write()
        }
        if let code = interruption.exitCode { throw ExitCode(code) }
        if let failure = visiting?.failure { throw Failure(69, "the client could not connect: \(failure)") }
    }

    /// The port for wss; nil without it.
    private var securePort: UInt16? { noTls ? nil : tlsPort ?? (port == 0 || port == .max ? 0 : port + 1) }

    /// Where the client goes.
    private func visits() throws -> [PlaygroundTour.Stop] {
        guard !endpoints.isEmpty else {
            return PlaygroundEndpoint.all.flatMap { endpoint in
                endpoint.visits.map { PlaygroundTour.Stop(endpoint: endpoint, visit: $0) }
            }
                + (noTls
                    ? []
                    : PlaygroundEndpoint.all.prefix(1).map {
                        PlaygroundTour.Stop(endpoint: $0, visit: $0.visits[0], isSecure: true)
                    })
        }
        return try endpoints.flatMap { name in
            guard let (endpoint, argument) = PlaygroundEndpoint.find(name.hasPrefix("/") ? name : "/" + name) else {
                throw ValidationError("'\(name)' is no endpoint: ws101 playground --list says what there is.")
            }
            let isNamed = name.drop { $0 == "/" }.contains("/")
            guard isNamed else { return endpoint.visits.map { PlaygroundTour.Stop(endpoint: endpoint, visit: $0) } }
            return [PlaygroundTour.Stop(endpoint: endpoint, visit: endpoint.visit(argument))]
        }
    }
}

extension Failure {
    /// Runs what may keep the playground from starting, whose errors become failures with their advice.
    static func starting<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as PlaygroundError {
            throw Failure(error)
        }
    }

    /// Why the playground can't start, and what to do about it.
    init(_ error: PlaygroundError) {
        switch error {
        case .portInUse(let port):
            self.init(
                69, "port \(port) is in use",
                advice: "Another program listens there, perhaps another playground. Choose other ports: "
                    + "ws101 playground --port 0 takes any that are free.")
        case .portForbidden(let port):
            self.init(
                77, "this user may not listen on port \(port)",
                advice: "Ports below 1024 are for root. Choose a higher one with --port and --tls-port.")
        case .cannotListen(let port, let reason): self.init(69, "can't listen on port \(port): \(reason)")
        case .keyLog(let path, let reason):
            self.init(66, "\(path): \(reason)", advice: "Name another file with --keylog.")
        case .certificate(let reason):
            self.init(69, "no certificate could be made: \(reason)", advice: "--no-tls does without.")
        }
    }
}
