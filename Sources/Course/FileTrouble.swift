import Foundation

/// Why a file can't be read or written, and what to do about it, in everyday words: Foundation's own are about operations.
public struct FileTrouble: CustomStringConvertible {
    /// What hinders: `there is no such file or folder`.
    public let description: String
    /// What the user can do; nil where there is no general advice.
    public let advice: String?

    /// The trouble that `error` tells of.
    public init(_ error: any Error) {
        let code = Self.systemCode(of: error as NSError)
        switch code {
        case ENOENT?: (description, advice) = ("there is no such file or folder", "Check the path.")
        case ENOTDIR?: (description, advice) = ("a part of the path is a file, not a folder", "Check the path.")
        case EISDIR?: (description, advice) = ("it is a folder, not a file", "Check the path.")
        case EACCES?, EPERM?:
            (description, advice) = ("permission denied", "Change its permissions, or choose another place.")
        case EROFS?: (description, advice) = ("it is on a read-only file system", "Choose another place.")
        case ENOSPC?, EDQUOT?:
            (description, advice) = ("no space is left there", "Make room, or choose another place.")
        case EEXIST?: (description, advice) = ("there is something of that name already", "Choose another name.")
        case ENAMETOOLONG?: (description, advice) = ("the name is too long", "Choose a shorter name.")
        case let other?:
            // `strerror` gives a C string that is valid until the next call; it is copied at once.
            let words = unsafe strerror(Int32(other)).map { unsafe String(cString: $0) } ?? "error \(other)"
            (description, advice) = (words.prefix(1).lowercased() + words.dropFirst(), nil)
        case nil: (description, advice) = ("the system refused it", nil)
        }
    }

    /// The `errno` behind an error of Foundation's; nil if it can't be told.
    private static func systemCode(of error: NSError) -> Int32? {
        if error.domain == NSPOSIXErrorDomain { return Int32(truncatingIfNeeded: error.code) }
        if let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error {
            if let code = systemCode(of: underlying as NSError) { return code }
        }
        guard error.domain == NSCocoaErrorDomain else { return nil }
        switch CocoaError.Code(rawValue: error.code) {
        case .fileNoSuchFile, .fileReadNoSuchFile: return ENOENT
        case .fileReadNoPermission, .fileWriteNoPermission: return EACCES
        case .fileWriteOutOfSpace: return ENOSPC
        case .fileWriteVolumeReadOnly: return EROFS
        case .fileWriteFileExists: return EEXIST
        case .fileReadInvalidFileName, .fileWriteInvalidFileName: return ENAMETOOLONG
        default: return nil
        }
    }
}
