public import Capture
import Foundation

extension Confinement {
    /// What the kernel can do here.
    public static var available: Means {
        var means: Means = []
        let actions = (try? String(contentsOfFile: "/proc/sys/kernel/seccomp/actions_avail", encoding: .utf8)) ?? ""
        if actions.split(whereSeparator: \.isWhitespace).contains("errno") { means.insert(.seccomp) }
        if landlockVersion > 0 { means.insert(.landlock) }
        return means
    }
}
