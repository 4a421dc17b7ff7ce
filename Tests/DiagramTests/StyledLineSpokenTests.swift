import Testing
import Wire

@testable import Diagram

@Suite struct StyledLineSpokenTests {
    private func line(_ spans: (String, Ink)...) -> StyledLine {
        var line = StyledLine()
        for (text, ink) in spans { line.append(text, ink) }
        return line
    }

    @Test func aMarkIsAWord() {
        #expect(line(("ok ", .good), ("Upgrade: websocket", .plain)).spoken == "Right: Upgrade: websocket")
        #expect(line(("!  ", .bad), ("Host: x", .plain)).spoken == "Wrong: Host: x")
        #expect(
            line(("ok ", .good), ("the server sent exactly this", .good)).spoken
                == "Right: the server sent exactly this")
        #expect(line(("! ", .bad), ("error frame.x: it is", .bad)).spoken == "error frame.x: it is")
        #expect(line(("i ", .dim), ("note a.b: c", .dim)).spoken == "note a.b: c")
        #expect(line(("     ", .plain), ("? ", .doubtful), ("warning a.b: c", .doubtful)).spoken == "warning a.b: c")
    }

    @Test func anIndentIsNothingAndANumberAStep() {
        #expect(line(("     Names the headers", .dim)).spoken == "Names the headers")
        #expect(line(("1  ", .plain), ("the client's key", .plain)).spoken == "Step 1: the client's key")
    }

    @Test func whatIsNoMarkStays() {
        #expect(line(("ok then", .plain)).spoken == "ok then")
        #expect(line(("ok then", .field(.payload))).spoken == "ok then")
        #expect(line(("12  x", .plain)).spoken == "12  x")
        #expect(StyledLine().spoken.isEmpty)
    }
}
