import ArgumentParser
import Diagram
import Foundation
import Report
import WebSocket
import Wire

/// What is built.
enum BuildKind: String, ExpressibleByArgument, CaseIterable {
    case text, binary, close, ping, pong

    var opcode: Opcode {
        switch self {
        case .text: .text
        case .binary: .binary
        case .close: .close
        case .ping: .ping
        case .pong: .pong
        }
    }
}

struct BuildCommand: ParsableCommand {
    /// The forms that a built frame comes in.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, hex, svg
    }

    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Make a frame from its parts: its bytes in hex, and its bits drawn.",
        discussion: """
            Without --mask it is a frame as servers send them; with --mask one as clients do.

            EXAMPLES
              ws101 build text Hello
              ws101 build text Hello --mask 37fa213d
              ws101 build text "a longer text" --fragment 5
              ws101 build binary "00 ff 10"
              ws101 build close --code 1000 --reason bye --mask
              ws101 build ping --format hex | ws101 frame -
            """)

    @Argument(help: "text, binary, close, ping or pong.")
    var kind: BuildKind

    @Argument(help: "The payload: text; for binary, bytes in hex.")
    var payload: String?

    @Option(
        name: .customLong("mask"), defaultAsFlag: "random",
        help: "Mask it, with a key of 8 hex digits or, without one, a random key.")
    var mask: String?

    @Option(help: "Cut the message into frames of at most so many payload bytes.")
    var fragment: Int?

    @Option(help: "The status code of a Close.")
    var code: UInt16?

    @Option(help: "The reason of a Close.")
    var reason: String?

    @Option(help: "text (hex and diagram), hex (a line a frame) or svg (one frame).")
    var format: Format = .text

    @OptionGroup var screen: ScreenOptions

    func validate() throws {
        if kind == .close {
            guard payload == nil else { throw ValidationError("A Close takes --code and --reason, no payload.") }
            if reason != nil, code == nil { throw ValidationError("'--reason' needs a '--code' before it.") }
        } else if code != nil || reason != nil {
            throw ValidationError("'--code' and '--reason' belong to a Close.")
        }
        if let fragment {
            guard fragment > 0 else { throw ValidationError("'--fragment \(fragment)': at least 1 byte a frame.") }
            guard !kind.opcode.isControl else {
                throw ValidationError("'--fragment': a \(kind.rawValue) is a control frame, which is never fragmented.")
            }
        }
        if format == .svg, fragment != nil { throw ValidationError("'--format svg' draws one frame.") }
    }

    func run() throws {
        let frames = try frames()
        let judge = FrameJudge(client: nil)
        try Results.write { output in
            let screen = screen.screen
            for (index, frame) in frames.enumerated() {
                let diagram = FrameDiagram(wire: frame, remarks: judge.remarks(on: frame))
                switch format {
                case .hex: output.line(Self.hex(frame))
                case .svg: output.write(diagram.svg())
                case .text:
                    if index > 0 { output.line() }
                    for line in wrap(Self.hex(frame), width: screen.width) { output.line(line) }
                    output.line()
                    output.write(diagram.text(on: screen))
                }
            }
        }
    }

    private func frames() throws -> [[UInt8]] {
        let key = try maskingKey()
        if kind == .close { return [FrameEncoder.close(code: code, reason: reason ?? "", maskingKey: key())] }
        let payload = try payloadBytes()
        return FrameEncoder.message(
            opcode: kind.opcode, payload: payload, fragmentLength: fragment ?? 0, maskingKey: key)
    }

    private func payloadBytes() throws -> [UInt8] {
        guard let payload else { return [] }
        guard kind == .binary else { return Array(payload.utf8) }
        do {
            return try HexText.bytes(of: payload)
        } catch {
            throw Failure(
                Failure.usage, "the payload: \(error.text) (character \(error.position))",
                advice: #"Write each byte as two hex digits: ws101 build binary "00 ff 10""#)
        }
    }

    private func maskingKey() throws -> () -> MaskingKey? {
        guard let mask else { return { nil } }
        if mask == "random" { return { MaskingKey(.random(in: .min ... .max)) } }
        guard let bytes = try? HexText.bytes(of: mask), bytes.count == 4 else {
            throw Failure(
                Failure.usage, "'--mask \(mask)': a masking key is 4 bytes, 8 hex digits",
                advice: "As in: --mask 37fa213d. Without a key, --mask takes a random one.")
        }
        let key = MaskingKey(bytes.reduce(0) { $0 << 8 | UInt32($1) })
        return { key }
    }

    /// The bytes in hex, a space between them.
    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}
