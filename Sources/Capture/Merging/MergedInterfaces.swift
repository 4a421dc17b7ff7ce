/// The interfaces of several files, numbered through.
///
/// Files of a rotated set name the same interfaces again: a file that begins when another has ended takes over those
/// that are alike. Files whose times overlap have interfaces of their own, as they may be two views of the same traffic.
struct MergedInterfaces {
    /// All of them, in the order of their numbers.
    private(set) var all: [CaptureInfo.Interface] = []
    /// The numbers that no file has just now.
    private var free: [CaptureInfo.Interface: [Int]] = [:]

    /// The number of an interface of a file; nil when there are too many.
    mutating func take(_ interface: CaptureInfo.Interface) -> Int? {
        if let number = free[interface]?.popLast() { return number }
        guard all.count < PcapngDescription.mostInterfaces else { return nil }
        all.append(interface)
        return all.count - 1
    }

    /// A file does not need these numbers any more.
    mutating func giveBack(_ numbers: [Int]) {
        // The last one is taken first: so that they are given out again in their order.
        for number in numbers.reversed() { free[all[number], default: []].append(number) }
    }
}
