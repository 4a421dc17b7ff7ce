#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The numbers of processes and threads, which Linux shows as folders.
public enum ProcessNumbers {
    /// The numbers among the names in a folder: processes in /proc, threads in /proc/PID/task; none if it can't be read.
    public static func inFolder(_ path: String) -> [Int32] {
        // The folder is open until the end of this function; an entry is valid until the next call, and its name is a C
        // string in it, which is copied at once.
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(stream) }
        var numbers: [Int32] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
                    unsafe String(cString: $0)
                }
            }
            if let number = Int32(name) { numbers.append(number) }
        }
        return numbers
    }
}
