import Foundation
import Query
import Samples

/// The recording `name` of the samples.
func sample(_ name: String) throws -> Recording {
    try Recording(contentsOf: SampleFiles.folder.appendingPathComponent(name + ".pcapng"))
}

/// The names of all samples.
let sampleNames = ((try? FileManager.default.contentsOfDirectory(atPath: SampleFiles.folder.path)) ?? [])
    .filter { $0.hasSuffix(".pcapng") }.map { String($0.dropLast(7)) }.sorted()

/// A new folder that nothing else uses.
func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ws101-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}
