import ArgumentParser
import Capture
import Foundation

/// What becomes of the packets of a live capture besides being shown.
struct RecordingArguments: ParsableArguments {
    /// What is done when the disk is full.
    enum WhenFull: String, ExpressibleByArgument, CaseIterable {
        case go = "continue"
        case stop
    }

    @Option(
        name: [.customShort("w"), .customLong("write")],
        help: ArgumentHelp(
            "Write the packets to this pcapng file as well; - is standard output, as for | wireshark -k -i -.",
            valueName: "file"),
        completion: .file(extensions: ["pcapng"]))
    var file: String?

    @Flag(help: "Write the keys too that the key logs gain meanwhile, those of other sessions included.")
    var withSecrets = false

    @Option(
        help: ArgumentHelp(
            "Begin another file after so many bytes (10MB); the files are numbered and dated.", valueName: "size"))
    var rotateSize: ByteSize?

    @Option(help: ArgumentHelp("Begin another file after so many seconds.", valueName: "seconds"))
    var rotateTime: Double?

    @Option(help: ArgumentHelp("Keep only the newest files that rotate.", valueName: "number"))
    var keep: Int?

    @Option(
        help: ArgumentHelp(
            "Without --write: keep the last packets in memory, to be saved at the end: 1MB to 64GB.", valueName: "size")
    )
    var keepLast = ByteSize(bytes: 64 << 20)

    @Option(help: ArgumentHelp("When the disk is full: continue without the file, or stop.", valueName: "what"))
    var onFull = WhenFull.go

    func validate() throws {
        guard let file else {
            if withSecrets { throw needsFile("--with-secrets") }
            if rotateSize != nil { throw needsFile("--rotate-size") }
            if rotateTime != nil { throw needsFile("--rotate-time") }
            if keep != nil { throw needsFile("--keep") }
            return try checkMemory()
        }
        if file.isEmpty { throw ValidationError("'--write': the file's name is empty.") }
        if let rotateSize, rotateSize.bytes < 1 << 12 {
            throw ValidationError("'--rotate-size \(rotateSize.bytes)': at least 4KB.")
        }
        if let rotateTime, !(rotateTime >= 1 && rotateTime <= Self.longest) {
            throw ValidationError("'--rotate-time \(rotateTime)': 1 second to 1 year (31536000).")
        }
        if let keep, !(1...100_000).contains(keep) { throw ValidationError("'--keep \(keep)': 1 to 100000 files.") }
        if keep != nil, rotateSize == nil, rotateTime == nil {
            throw ValidationError("--keep is about files that rotate: add --rotate-size or --rotate-time.")
        }
        if file == "-", rotateSize != nil || rotateTime != nil {
            throw ValidationError("'--write -': standard output does not rotate; name a file.")
        }
        try checkMemory()
    }

    /// A year, in seconds.
    private static let longest = 31_536_000.0

    private func needsFile(_ option: String) -> ValidationError {
        ValidationError("\(option) is about the file that is written: add --write FILE.")
    }

    private func checkMemory() throws {
        guard (1 << 20)...(64 << 30) ~= keepLast.bytes else {
            throw ValidationError("'--keep-last \(keepLast.bytes)': 1MB to 64GB.")
        }
    }

    /// The files that are written; nil for none.
    var rotation: RotatedFile? {
        file.map { file in
            var rotated = RotatedFile(file)
            rotated.size = rotateSize?.bytes
            rotated.seconds = rotateTime
            rotated.keep = keep
            return rotated
        }
    }

    /// Looks whether the files after the first one can be made: to be called once rights are given up.
    ///
    /// - Throws: `CaptureError` of kind `cannotWrite` if not.
    func check() throws(CaptureError) {
        guard let rotation, rotation.rotates, !FileManager.default.isWritableFile(atPath: rotation.folder) else {
            return
        }
        throw CaptureError(
            .cannotWrite, file: rotation.folder,
            problem: "the files after the first one can't be made here once rights are given up",
            advice: "Choose a folder of the user as whom ws101 runs then, or with --user NAME the owner of this folder."
        )
    }

    /// The folders in which files are made later: those that rotate, and one for the last packets where these may be saved.
    func confinement(savesLastPackets: Bool) -> Confinement {
        var confinement = Confinement()
        if let rotation, rotation.rotates { confinement.writableFolders.insert(rotation.folder) }
        if savesLastPackets { confinement.writableFolders.formUnion([".", TemporaryFile.folder]) }
        return confinement
    }
}
