#if os(Linux)
internal import CLinux
#endif

/// The processes that this one started, and those that they started.
public enum ProcessTree {
    /// Has processes whose parents end become children of this process, not of the system's first one.
    ///
    /// So they stay its descendants, and it has to wait for their ends. Only Linux has that.
    public static func adoptOrphans() {
        #if os(Linux)
        _ = linux_adopt_orphans()
        #endif
    }
}
