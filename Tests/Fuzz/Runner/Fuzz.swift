import Foundation
import Harnesses

/// libFuzzer with the harness that `WS101_FUZZ` names; its options are libFuzzer's, but for `--list`: the harnesses' names.
@main enum Fuzz {
    private static let harness: Harness = {
        let name = ProcessInfo.processInfo.environment["WS101_FUZZ"] ?? ""
        guard let harness = Harness.named(name) else {
            let names = Harness.all.map(\.name).joined(separator: ", ")
            fatalError("WS101_FUZZ names no harness: '\(name)'. There are: \(names).")
        }
        return harness
    }()

    static func main() {
        if CommandLine.arguments.contains("--list") { return print(Harness.all.map(\.name).joined(separator: "\n")) }
        _ = harness
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer? = unsafe CommandLine.unsafeArgv
        exit(unsafe runDriver(&count, &arguments, Self.testOne))
    }

    private static let testOne: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt = { start, count in
        // libFuzzer's bytes live until this returns; they are copied, so that reading beyond them is seen.
        let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
        do throws(BrokenPromise) {
            try harness.run(input)
        } catch {
            fatalError("\(harness.name): \(error.text)")
        }
        return 0
    }
}

/// libFuzzer's own `main`, for programs that have one.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ testOne: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
