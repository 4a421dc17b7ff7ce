import Capture
import Dissection
import Foundation

/// A capture file: its packets, and what is printed of them, twice.
///
/// The input's last byte also chooses the way to print, and whether several threads work the second time.
func checkCapture(_ bytes: [UInt8]) throws(BrokenPromise) {
    let first = try print(bytes)
    let second = try print(bytes, jobs: (bytes.last ?? 0) & 64 == 0 ? 1 : 2)
    try expect(first == second, "two runs over the same file differ")
}

private func print(_ bytes: [UInt8], jobs: Int = 1) throws(BrokenPromise) -> [String] {
    let writers = Writers(bytes.last ?? 0)
    var options = DissectionOptions()
    options.payloadLimit = 64
    options.wireLimit = 64
    options.digest = true
    let pipeline = Pipeline(options: options, jobs: jobs, handler: writers)
    guard let source = try? CaptureFile.open(file.write(bytes)) else { return [] }
    var slab = PacketSlab()
    var hasBegun = false
    var packets = 0
    while (try? source.fill(slab)) == true {
        if !hasBegun { pipeline.begin(source.info) }
        hasBegun = true
        for record in slab.records {
            packets += 1
            try expect(record.number == packets, "packet \(record.number) comes as number \(packets)")
            try expect(record.length >= 0 && record.length <= bytes.count, "a packet of \(record.length) bytes")
            try expect(record.originalLength >= 0, "a packet of \(record.originalLength) bytes on the wire")
            _ = slab.bytes(of: record)
        }
        slab = pipeline.consume(slab)
    }
    if !hasBegun { pipeline.begin(source.info) }
    pipeline.finish()
    try writers.check()
    return writers.contents
}

/// A file that each input is written to: captures are read from files.
private struct InputFile: Sendable {
    private let path: String

    init() {
        // In memory where the system has a place for that.
        let folder = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        path = folder + "/ws101-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    }

    func write(_ bytes: [UInt8]) -> String {
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            fatalError("cannot write to \(path)")
        }
        return path
    }
}

private let file = InputFile()
