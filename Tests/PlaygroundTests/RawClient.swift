import NIOCore
import NIOPosix
import WebSocket
import Wire

@testable import Playground

/// A client that sends what it is told to, right or wrong.
enum RawClient {
    /// The lines of an upgrade request that is in order, and `more`.
    static func upgrade(_ path: String, _ more: String..., method: String = "GET", host: String = "localhost")
        -> [String]
    {
        [
            "\(method) \(path) HTTP/1.1", "Host: \(host)", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ] + more
    }

    /// The bytes of a request.
    static func request(_ lines: [String]) -> ByteBuffer {
        ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n")
    }

    /// A frame as clients send it.
    static func masked(_ opcode: Opcode, _ payload: [UInt8], fin: Bool = true, rsv1: Bool = false) -> [UInt8] {
        FrameEncoder.encode(
            fin: fin, rsv1: rsv1, opcode: opcode, payload: payload, maskingKey: MaskingKey(0x0a0b_0c0d))
    }

    /// A connection to the server.
    static func connect(_ server: PlaygroundServer) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: Int(server.port)) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
            }
    }

    /// Sends a request and frames, at once or when `signal` has come; everything that comes until the server ends TCP, or
    /// for a second after a 101.
    static func exchange(
        _ server: PlaygroundServer, _ lines: [String], after signal: [UInt8] = [], then frames: [UInt8] = []
    ) async throws -> [UInt8] {
        let channel = try await connect(server)
        return try await channel.executeThenClose { inbound, outbound in
            var first = request(lines)
            if signal.isEmpty { first.writeBytes(frames) }
            try await outbound.write(first)
            let channel = channel.channel
            let patience = Task {
                try await Task.sleep(for: .seconds(1))
                channel.close(promise: nil)
            }
            defer { patience.cancel() }
            var bytes: [UInt8] = []
            var isWaiting = !signal.isEmpty
            for try await piece in inbound {
                bytes += Array(buffer: piece)
                if isWaiting, bytes.firstRange(of: signal) != nil {
                    isWaiting = false
                    try await outbound.write(ByteBuffer(bytes: frames))
                }
            }
            return bytes
        }
    }
}
