import Foundation
import Synchronization

/// Where the results of this run go: standard output, unless a command that leaves it to another program says so before it
/// asks for a screen.
enum ResultsPlace {
    private static let other = Mutex<Int32?>(nil)

    /// The descriptor of the file.
    static var descriptor: Int32 { other.withLock { $0 } ?? STDOUT_FILENO }

    /// The file.
    static var file: FileHandle { FileHandle(fileDescriptor: descriptor, closeOnDealloc: false) }

    /// Whether the terminal is shared with another program: what it answers is not for this one.
    static var isShared: Bool { other.withLock { $0 != nil } }

    /// Has the results go to that file, which stays open.
    static func move(to descriptor: Int32) { other.withLock { $0 = descriptor } }
}
