import Foundation
import Testing

@testable import Report

struct LineQueueTests {
    private func lines(_ data: Data) -> [Substring] { String(decoding: data, as: UTF8.self).split(separator: "\n") }

    @Test func linesArriveInTheirOrder() throws {
        let pipe = Pipe()
        let output = Output(to: LineQueue(to: pipe.fileHandleForWriting, .wait))
        for number in 1...1000 {
            output.line("line \(number)")
            if number % 10 == 0 { output.flush() }
        }
        output.write("and no end")
        output.finish()
        try pipe.fileHandleForWriting.close()
        let got = lines(try #require(try pipe.fileHandleForReading.readToEnd()))
        #expect(got == (1...1000).map { "line \($0)" } + ["and no end"])
    }

    @Test func aReaderThatDoesNotReadHoldsUpNobodyAndIsToldWhatIsMissing() throws {
        let pipe = Pipe()
        let queue = LineQueue(to: pipe.fileHandleForWriting, .skip { "\($0) missing" }, limit: 10_000)
        let output = Output(to: queue)
        // Far more than the pipe and the queue hold together: whoever waited would wait for ever.
        for number in 1...100_000 {
            output.line("line \(number)")
            output.flush()
        }
        let data = SendableBox(Data())
        let reader = Thread {
            data.value = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
            data.done.signal()
        }
        reader.start()
        output.finish()
        try pipe.fileHandleForWriting.close()
        data.done.wait()
        let got = lines(data.value)
        var next = 1
        var missing = 0
        for line in got {
            if line.hasSuffix(" missing"), let count = Int(line.dropLast(8)) {
                missing += count
                next += count
            } else {
                #expect(line == "line \(next)")
                next += 1
            }
        }
        #expect(next == 100_001)
        #expect(missing > 0)
    }

    @Test func whileSomebodyElseHasTheTerminalNothingIsWritten() throws {
        let pipe = Pipe()
        let queue = LineQueue(to: pipe.fileHandleForWriting, .text)
        let output = Output(to: queue)
        output.line("before")
        output.flush()
        #expect(queue.hold())
        for number in 1...3 {
            output.line("line \(number)")
            output.flush()
        }
        // More than the queue holds: nobody is told that it was left out for want of room.
        for _ in 0..<5000 { queue.put([UInt8](repeating: UInt8(ascii: "\n"), count: 1000)) }
        queue.release { Array("came meanwhile\n".utf8) }
        queue.release { Array("never\n".utf8) }
        output.line("after")
        output.finish()
        try pipe.fileHandleForWriting.close()
        let got = lines(try #require(try pipe.fileHandleForReading.readToEnd()))
        #expect(got == ["before", "came meanwhile", "after"])
    }

    @Test func aReaderThatDoesNotReadKeepsTheTerminal() throws {
        let pipe = Pipe()
        let queue = LineQueue(to: pipe.fileHandleForWriting, .text)
        // More than a pipe holds.
        queue.put([UInt8](repeating: UInt8(ascii: "\n"), count: 1 << 20))
        #expect(!queue.hold())
        queue.put(Array("goes on\n".utf8))
        let data = SendableBox(Data())
        let reader = Thread {
            data.value = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
            data.done.signal()
        }
        reader.start()
        queue.finish()
        try pipe.fileHandleForWriting.close()
        data.done.wait()
        #expect(lines(data.value).last == "goes on")
    }

    @Test func aReaderThatWentAwayClosesTheOutput() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let output = Output(to: LineQueue(to: pipe.fileHandleForWriting, .wait))
        output.line("nobody hears it")
        output.finish()
        #expect(output.isClosed)
        #expect(output.failure == nil)
    }

    @Test func aFullDiskIsAFailure() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let output = Output(to: LineQueue(to: full, .wait))
        output.line("no room")
        output.finish()
        #expect(output.failure != nil)
    }
}

/// A value that another thread sets before it signals.
private final class SendableBox: @unchecked Sendable {
    var value: Data
    let done = DispatchSemaphore(value: 0)

    init(_ value: Data) { self.value = value }
}
