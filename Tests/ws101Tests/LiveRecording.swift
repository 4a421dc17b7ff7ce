import Dissection
import Foundation
import Query
import TestKit
import WebSocket
import Wire

/// What a learner's client and the playground exchanged, made up.
struct LiveRecording {
    private var plays: [Playbook] = []

    /// A session at `path` in which `body` happens after the handshake; the sessions begin one second after the other.
    mutating func session(at path: String, offers: String = "", _ body: (inout Playbook) -> Void) {
        let second = Int64(plays.count) * 1_000_000_000
        var play = Playbook(
            Conversation(
                client: .ipv4(127, 0, 0, 1, port: UInt16(50_000 + plays.count)),
                server: .ipv4(127, 0, 0, 1, port: 8101), start: 1_700_000_000_000_000_000 + second))
        let request = Playbook.request.replacing("GET /chat ", with: "GET \(path) ")
        play.upgrade(request: offers.isEmpty ? request : request.dropLast() + offers + "\r\n\r\n")
        body(&play)
        plays.append(play)
    }

    /// A session at /echo as the lesson wants it.
    mutating func talk(_ text: String = "Hello", code: UInt16? = 4321) {
        session(at: "/echo") { play in
            play.frame(.client, .text, Array(text.utf8))
            play.frame(.server, .text, Array(text.utf8))
            play.close(.client, code)
            play.close(.server, code)
            play.talk.close(.server)
        }
    }

    /// A session at /masked: the server masks a frame, and the client fails the connection, with a Close or without.
    mutating func rudeness(code: UInt16? = 1002) {
        session(at: "/masked") { play in
            let key = MaskingKey(0x3713_5542)
            play.server(FrameEncoder.encode(opcode: .text, payload: Array("Hello".utf8), maskingKey: key))
            if let code { play.close(.client, code) }
            play.talk.close(.client)
        }
    }

    private var packets: [(time: Timestamp, bytes: [UInt8])] { plays.flatMap(\.talk.packets) }

    /// Tells `handler` what the dissector says of it.
    func dissect(for handler: any DissectionHandler) {
        var options = DissectionOptions()
        options.wireLimit = 256
        Playbook.dissect(packets, options: options, for: handler)
    }

    /// The recording, read from a file in `folder`.
    func recording(in folder: URL) throws -> Recording {
        let file = folder.appendingPathComponent("live.pcap")
        let bytes = CaptureFileBuilder.pcap(packets.map { ($0.time.nanoseconds, $0.bytes) })
        try Data(bytes).write(to: file)
        return try Recording(contentsOf: file)
    }
}
