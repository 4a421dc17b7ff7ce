import ArgumentParser
import Capture
import Diagram
import Foundation
import Report
import WebSocket
import Wire

/// Who sent a frame that was typed.
enum Sender: String, ExpressibleByArgument, CaseIterable {
    case client, server
}

struct FrameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frame",
        abstract: "Decode typed bytes as frames and draw their bits.",
        discussion: """
            The bytes are two hex digits each; white space, commas, colons, 0x and \\x between them are welcome. Frames that \
            follow each other are decoded in turn.

            EXAMPLES
              ws101 frame 81 05 48 65 6c 6c 6f
              ws101 frame --from client 0x818537fa213d7f9f4d5158
              xxd -p frame.bin | ws101 frame -
              ws101 frame --format svg 8a00 > pong.svg
            """)

    @Argument(help: "The bytes in hex; - reads them from standard input.")
    var hex: [String]

    @Option(help: "Who sent it, client or server; masking is judged by that.")
    var from: Sender?

    @Flag(help: "permessage-deflate is in use: RSV1 marks a compressed message.")
    var deflate = false

    @Option(help: "text or svg (one frame).")
    var format: OutputFormat = .text

    @OptionGroup var screen: ScreenOptions

    func validate() throws {
        guard format == .text || format == .svg else {
            throw ValidationError("'--format \(format.rawValue)': a typed frame comes as text or svg.")
        }
    }

    func run() throws {
        let judge = FrameJudge(client: from.map { $0 == .client }, usesDeflate: deflate)
        let pieces = Self.split(try bytes(), judge)
        if format == .svg, pieces.count > 1 {
            throw Failure(
                Failure.usage, "--format svg draws one frame, and these bytes are \(pieces.count)",
                advice: "Give the bytes of one frame, or leave out --format svg.")
        }
        try Results.write { output in
            let screen = screen.screen
            var start = 0
            for (index, piece) in pieces.enumerated() {
                if pieces.count > 1 {
                    if index > 0 { output.line() }
                    let noun = pieces.contains { $0.stray != nil } ? "Part" : "Frame"
                    let place = "\(noun) \(index + 1) of \(pieces.count), from byte \(start) on"
                    output.line(screen.paint(place, .dim))
                }
                if let stray = piece.stray {
                    let view = StrayView(stray, bytes: piece.bytes)
                    output.write(format == .svg ? view.svg() : view.text(on: screen))
                } else {
                    let diagram = FrameDiagram(wire: piece.bytes, remarks: judge.remarks(on: piece.bytes))
                    output.write(format == .svg ? diagram.svg() : diagram.text(on: screen))
                }
                start += piece.bytes.count
            }
        }
    }

    private func bytes() throws -> [UInt8] {
        let text: String
        if hex == ["-"] {
            text = String(decoding: try standardInput(), as: UTF8.self)
        } else {
            text = hex.joined(separator: " ")
        }
        do {
            let bytes = try HexText.bytes(of: text)
            if !bytes.isEmpty { return bytes }
        } catch {
            throw Failure(
                Failure.usage, "\(error.text) (character \(error.position))",
                advice: "Write each byte as two hex digits: 81 05 48 65 6c 6c 6f")
        }
        throw Failure(Failure.usage, "no bytes were given", advice: "Try: ws101 frame 81 05 48 65 6c 6c 6f")
    }

    private func standardInput() throws -> [UInt8] {
        do {
            return try StandardStreams.readInput()
        } catch {
            throw Failure(
                CaptureError.Kind.cannotOpen.exitCode, "standard input cannot be read: \(error.message)",
                advice: "Pipe the bytes in as hex, or give them as arguments.")
        }
    }

    /// A frame, or bytes between frames that are none.
    struct Piece: Equatable {
        var bytes: [UInt8]
        /// What the bytes are, if they are no frame.
        var stray: StrayText?
    }

    /// The bytes cut behind each frame; the last piece may be the beginning of one.
    static func split(_ bytes: [UInt8], _ judge: FrameJudge = FrameJudge()) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        while start < bytes.count {
            let (count, stray) = judge.firstPiece(of: bytes.rawSpan.extracting(start..<bytes.count))
            pieces.append(Piece(bytes: Array(bytes[start..<(start + count)]), stray: stray))
            start += count
        }
        return pieces
    }
}
