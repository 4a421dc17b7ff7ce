public import Capture
import Dissection
public import Foundation
import Packets
import Wire

extension Recording {
    /// Dissects the capture file at `file`; the recording is called like the file, without its extension.
    ///
    /// - Throws: `CaptureError` when the file can't be opened or is damaged.
    public init(contentsOf file: URL) throws {
        try self.init(
            name: file.deletingPathExtension().lastPathComponent, source: try CaptureFile.open(file.path))
    }

    /// Dissects the packets that `source` gives.
    ///
    /// - Throws: `CaptureError` when they end in a damaged one.
    public init(name: String, source: any PacketSource) throws(CaptureError) {
        // Recordings are small: every byte of them is kept.
        var options = DissectionOptions()
        options.wireLimit = 1 << 20
        options.payloadLimit = 1 << 20
        options.tellsRecords = true
        options.tellsAnatomy = true
        let trace = Trace()
        let pipeline = Pipeline(options: options, handler: trace)
        pipeline.begin(source.info)
        let slab = PacketSlab()
        var packets: [RecordedSegment] = []
        while try source.fill(slab) {
            Self.collectPackets(of: slab, recording: name, into: &packets)
            pipeline.consume(slab)
        }
        pipeline.finish()
        self.init(name: name, trace: trace, packets: packets)
    }

    private static func collectPackets(of slab: PacketSlab, recording: String, into packets: inout [RecordedSegment]) {
        for record in slab.records {
            let bytes = slab.bytes(of: record)
            let content = PacketDecoder.decode(bytes, originalLength: record.originalLength, linkType: record.linkType)
            guard case .tcp(let segment) = content else { continue }
            packets.append(
                RecordedSegment(
                    recording: recording, packet: record.number, time: record.time, source: segment.source,
                    destination: segment.destination, flags: segment.flags, sequence: segment.sequence,
                    acknowledgment: segment.acknowledgment, window: segment.window,
                    bytes: segment.payload.map { bytes.byte(at: $0) }))
        }
    }
}
