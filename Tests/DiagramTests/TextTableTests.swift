import Diagram
import Testing

@Suite struct TextTableTests {
    private var table: TextTable {
        var table = TextTable([.init("#", right: true), .init("uri", minimum: 6), .init("frames", right: true)])
        table.append(["1", "ws://localhost:8765/chat?room=7", "12"])
        table.append(["10", "ws://漢字/", "3"])
        return table
    }

    @Test("Columns are aligned, numbers at the right")
    func aligned() {
        #expect(
            table.text(on: Screen(width: 80, color: false, ascii: false)) == """
                 #  uri                              frames
                 1  ws://localhost:8765/chat?room=7      12
                10  ws://漢字/                            3

                """)
    }

    @Test("The flexible column gives where room is short")
    func narrow() {
        #expect(
            table.text(on: Screen(width: 22, color: false, ascii: true)) == """
                 #  uri         frames
                 1  ws://lo...      12
                10  ws://漢字/       3

                """)
    }

    @Test("Where even that does not fit, rows become blocks")
    func blocks() {
        var table = TextTable([.init("name"), .init("value", right: true)])
        table.append(["aaaaaaaaaaaa", "1"])
        table.append(["b", "222222222222"])
        #expect(
            table.text(on: Screen(width: 20, color: false, ascii: false)) == """
                name: aaaaaaaaaaaa
                value: 1

                name: b
                value: 222222222222

                """)
    }

    @Test("Cells have their colours, headings theirs")
    func coloured() {
        var table = TextTable([.init("a"), .init("b")])
        table.append([.init("x", .bad)])
        let text = table.text(on: Screen(width: 40, color: true, ascii: false))
        #expect(text.contains("\u{1b}[1ma"))
        #expect(text.contains("\u{1b}[38;2;255;85;85mx"))
    }

    @Test("No line is wider than the screen", arguments: 20...100)
    func width(_ columns: Int) {
        let text = table.text(on: Screen(width: columns, color: false, ascii: false))
        #expect(text.split(separator: "\n").allSatisfy { displayWidth(of: String($0)) <= columns })
    }
}
