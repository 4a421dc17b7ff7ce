public import Diagram

extension GlossaryEntry {
    /// What it means, its paragraphs set for a screen; the text that lessons and `explain` share.
    public func explanation(on screen: Screen) -> String { TerminalText(screen).text(text) }

    /// The entry as a lesson shows it: beside a bar, so that it stands apart from the lesson's own words.
    func note(on screen: Screen) -> String {
        var blocks = text
        let title: [MarkdownInline] = [.strong([.text(name)]), .text(": ")]
        if case .paragraph(let first)? = blocks.first {
            blocks[0] = .paragraph(title + first)
        } else {
            blocks.insert(.paragraph(title), at: 0)
        }
        return TerminalText(screen).text([.quote(blocks)])
    }
}
