import Course
import Diagram

/// What `explain` shows of a name: the glossary's entry, and what else has that name, on one page.
struct TopicPage {
    /// The glossary's entry; nil for what is no word of the course.
    let entry: GlossaryEntry?
    /// What else the name means.
    let topics: [Topic]

    /// The page of what `words` name; nil if nothing has that name.
    init?(_ words: [String], _ glossary: Glossary) {
        let entry = glossary.entry(words.joined(separator: " "))
        var topics = Topic.all(named: words)
        if let entry {
            topics += Topic.all(named: [entry.name]).filter { !topics.contains($0) }
            // A header's or field's name may be another than the word's: the field MASK belongs to masking.
            for name in entry.aliases {
                topics += Topic.all(named: [name]).filter { $0.isOwn && !topics.contains($0) }
            }
        }
        guard entry != nil || !topics.isEmpty else { return nil }
        self.entry = entry
        self.topics = topics
    }

    /// The page, each line with its line end; `teacher` is the lesson that teaches the entry.
    func text(on screen: Screen, teacher: Lesson? = nil) -> String {
        let writer = TopicText(on: screen)
        guard let entry else { return topics.first.map { writer.text($0) } ?? "" }
        var parts = [writer.entry(entry, teacher: teacher)]
        parts += topics.filter(\.isOwn).map { writer.text($0) }
        let others = topics.filter { !$0.isOwn }
        if !others.isEmpty { parts.append(writer.elsewhere(others)) }
        return parts.joined(separator: "\n")
    }
}
