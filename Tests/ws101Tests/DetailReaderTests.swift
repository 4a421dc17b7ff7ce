import ArgumentParser
import Diagram
import Dissection
import Foundation
import Report
import Samples
import TLS
import Testing

@testable import Capture
@testable import ws101

/// What is opened from a line is what `inspect` shows of the file with these packets.
@Suite struct DetailReaderTests {
    private static let screen = Screen(width: 80, color: false, ascii: false)

    private func ring(of path: String, dropping count: Int = 0) throws -> PacketRing {
        let source = try CaptureFile.open(path)
        let slab = PacketSlab()
        var ring: PacketRing?
        var left = count
        while try source.fill(slab) {
            let made = ring ?? PacketRing(capacity: 1 << 26, sources: [source.info])
            ring = made
            let kept = PacketSlab()
            for record in slab.records {
                if left > 0 { left -= 1 } else { kept.append(slab.bytes(of: record), record) }
            }
            #expect(made.append(kept, interface: 0))
        }
        return try #require(ring)
    }

    private func reader(_ ring: PacketRing, keys: [KeyLogText] = []) throws -> DetailReader {
        let kept = KeptKeys()
        kept.add(keys)
        return DetailReader(
            ring: ring, table: KeyTable(), keys: kept, dissection: try DissectionArguments.parse([]),
            choice: PacketChoice(), stop: StopFlag())
    }

    /// The lines that `capture` would show of a file.
    private func lines(of path: String, keys: [KeyLogText] = []) throws -> [LiveLine] {
        let scrollback = Scrollback()
        var settings = LiveWriter.Options()
        settings.scrollback = scrollback
        let output = Output()
        let writer = LiveWriter(to: output, on: Self.screen, options: settings)
        var options = DissectionOptions()
        options.wireLimit = 256
        options.mayKeysCome = true
        let run = Run(source: KeyedSource(try CaptureFile.open(path), keys, stop: StopFlag()), output: output)
        #expect(try run.dissect(options, for: writer) == nil)
        output.flush()
        return scrollback.lines(in: 0..<Int.max).map(\.line)
    }

    @Test(arguments: ["demo", "defects", "ping-pong"]) func showsWhatInspectShows(sample: String) throws {
        let path = SampleFiles.folder.appendingPathComponent("\(sample).pcapng").path
        let reader = try reader(ring(of: path))
        let lines = try lines(of: path)
        #expect(lines.count { $0.subject != nil } > 5)
        for subject in Set(lines.compactMap(\.subject)) {
            for (view, options) in try asked(for: subject) {
                let result = try Program.run(
                    ["inspect", path, "--session", "\(subject.session)", "--quiet", "--width", "80"] + options)
                let shown = reader.lines(of: subject, as: view, on: Self.screen).joined(separator: "\n")
                #expect(result.status == 0 && shown == result.output)
            }
        }
    }

    private func asked(for subject: LiveLine.Subject) throws -> [(DetailView, [String])] {
        var asked: [(DetailView, [String])] = []
        if let message = subject.message {
            asked.append((.message, ["--message", "\(message)"]))
        } else if let frame = subject.frame {
            asked.append((.message, ["--frame", "\(frame)"]))
        }
        if let frame = subject.frame { asked.append((.bits, ["--frame", "\(frame)"])) }
        if subject.frame == nil { asked += [(.session, []), (.why, ["--why"])] }
        return asked
    }

    /// With its first packets gone, a session has other numbers for its frames.
    @Test func findsFramesWhoseNumbersHaveChanged() throws {
        let path = SampleFiles.folder.appendingPathComponent("demo.pcapng").path
        var subject = try #require(try lines(of: path).first { $0.subject?.message == 4 }?.subject)
        #expect(subject.begin == 4 && subject.frame == 7)
        let packet = try #require(subject.packet)
        var reader = try reader(ring(of: path, dropping: packet - 1))
        reader.dissection = try DissectionArguments.parse(["--decode-as", "8765=websocket"])
        // This ring numbers its packets from 1, where that of a capture goes on counting.
        (subject.packet, subject.begin) = (1, -1)
        let shown = reader.lines(of: subject, as: .message, on: Self.screen)
        let whole = try Program.run(["inspect", path, "--session", "1", "--message", "4", "--quiet"])
        #expect(shown.first?.hasPrefix("What came before is no longer in memory") == true)
        #expect(shown.dropFirst(2).first?.hasPrefix("Message 1 from the ") == true)
        #expect(
            shown.dropFirst(4).joined(separator: "\n")
                == whole.output.split(separator: "\n", omittingEmptySubsequences: false)
                .dropFirst(2).joined(separator: "\n"))
        subject.packet = 999_999
        let gone = reader.lines(of: subject, as: .bits, on: Self.screen)
        #expect(gone == ["Its packets are no longer in memory: see --keep-last, or -w for a file."])
    }

    @Test func keysThatCameMeanwhileAreBounded() {
        let kept = KeptKeys()
        for number in 0..<10 { kept.add([KeyLogText([UInt8](repeating: UInt8(number), count: 1 << 20))]) }
        kept.add([])
        #expect(kept.texts.map { $0.bytes[0] } == [6, 7, 8, 9])
    }
}
