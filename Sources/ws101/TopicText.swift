import Course
import Diagram
import Dissection
import HTTP
import Query
import TLS
import WebSocket
import Wire

/// What `explain` says about a topic.
struct TopicText {
    /// A line of facts: what it is called, and what is said.
    private struct Fact {
        var name: String
        var text: String
    }

    private let screen: Screen

    init(on screen: Screen) {
        self.screen = screen
    }

    /// The text, each line with its line end.
    func text(_ topic: Topic) -> String {
        switch topic {
        case .closeCode(let code): closeCode(code)
        case .opcode(let opcode): self.opcode(opcode)
        case .status(let status): self.status(status)
        case .rule(let rule): self.rule(rule)
        case .header(let header): self.header(header)
        case .fields(let fields): fields.map(field).joined(separator: "\n")
        case .alert(let alert): self.alert(alert)
        case .tlsExtension(let type): tlsExtension(type)
        case .key(let key):
            heading("Sec-WebSocket-Key \(key)") + "\n" + AcceptView(AcceptComputation(key: key)).text(on: screen)
        case .keyLog: keyLog()
        case .conditions: conditions()
        case .keys(let kinds): kinds.map(keys).joined(separator: "\n")
        }
    }

    private func conditions() -> String {
        heading(WhereTopic.title) + facts(WhereTopic.rules.map { Fact(name: $0.name, text: $0.text) }) + "\n"
            + heading("Examples") + facts(WhereTopic.examples.map { Fact(name: $0.meaning, text: $0.expression) })
    }

    private func keys(_ kind: Item.Kind) -> String {
        let keys = Property.documented(kind)
        func shown(_ isReported: Bool) -> String {
            facts(keys.filter { $0.isReported == isReported }.map { Fact(name: $0.name, text: $0.meaning) })
        }
        let reported = shown(true)
        return reported.isEmpty
            ? heading("A \(kind.rawValue), in expressions") + shown(false)
            : heading("A \(kind.rawValue), in NDJSON and in expressions") + reported
                + heading("A \(kind.rawValue), in expressions only") + shown(false)
    }

    /// What the glossary says about a word, and where it is taught.
    func entry(_ entry: GlossaryEntry, teacher: Lesson?) -> String {
        let lesson = teacher.map { lesson in
            let name = lesson.number.map { "\($0)" }
            return (name.map { "Lesson \($0)" } ?? "The lesson \"\(lesson.title)\"")
                + " teaches it: ws101 learn \(name ?? lesson.id)"
        }
        return heading(entry.name) + entry.explanation(on: screen) + "\n"
            + facts([
                Fact(name: "Also", text: entry.aliases.joined(separator: ", ")),
                Fact(name: "Source", text: entry.source ?? ""),
                Fact(name: "See also", text: entry.topics.joined(separator: ", ")),
            ]) + (lesson.map { lines($0, ink: .plain, indent: 0) } ?? "")
    }

    /// What has the same name in the layers below WebSocket, a line or two each.
    func elsewhere(_ topics: [Topic]) -> String {
        let meanings = topics.flatMap { topic -> [Fact] in
            switch topic {
            case .fields(let fields):
                fields.map { id in
                    let row = FieldCatalogue.description(of: id)
                    return Fact(name: row.displayFilter ?? row.key, text: row.meaning)
                }
            case .alert(let alert): [Fact(name: "TLS alert \(alert.rawValue)", text: alert.meaning ?? "")]
            case .tlsExtension(let type):
                [Fact(name: "TLS extension \(type.rawValue)", text: type.meaning ?? "")]
            default: []
            }
        }
        return heading("The name in other layers") + facts(meanings)
    }

    private func keyLog() -> String {
        let programs = KeyLogTopic.programs + [("Source", KeyLogTopic.source)]
        return heading(KeyLogTopic.title) + facts(KeyLogTopic.meaning.map { Fact(name: $0.name, text: $0.text) }) + "\n"
            + heading("How programs write one") + facts(programs.map { Fact(name: $0.name, text: $0.text) })
    }

    private func alert(_ alert: AlertDescription) -> String {
        heading("TLS alert \(alert.rawValue): \(alert.name ?? "unknown")")
            + facts([
                Fact(name: "Meaning", text: alert.meaning ?? ""),
                Fact(name: "Usual cause", text: alert.usualCause ?? ""),
                Fact(
                    name: "Script sees",
                    text: alert == .closeNotify ? "" : "an error event and close code 1006, never the alert."),
                Fact(name: "Source", text: "RFC 8446 §6; IANA: TLS Alerts"),
                Fact(name: "In Wireshark", text: "tls.alert_message.desc == \(alert.rawValue)"),
            ])
    }

    private func tlsExtension(_ type: ExtensionType) -> String {
        heading("TLS extension \(type.rawValue): \(type.name ?? "unknown")")
            + facts([
                Fact(name: "Meaning", text: type.meaning ?? ""),
                Fact(name: "Source", text: "IANA: TLS ExtensionType Values"),
                Fact(name: "In Wireshark", text: "tls.handshake.extension.type == \(type.rawValue)"),
            ])
    }

    private func closeCode(_ code: CloseCode) -> String {
        let verdict =
            switch code.verdict {
            case .valid: "yes"
            case .reserved where code.reporter == nil: "no: it must not be sent (\(Rule.closeCodeReserved.rawValue))"
            case .reserved:
                "no: a program reports it, a Close frame never carries it (\(Rule.closeCodeReserved.rawValue))"
            case .invalid: "no: it is not assigned (\(Rule.closeCodeInvalid.rawValue))"
            case .unregistered: "yes, but it is not registered (\(Rule.closeCodeUnregistered.rawValue))"
            }
        return heading("Close code \(code.rawValue)" + (code.name.map { ": \($0)" } ?? ""))
            + facts([
                Fact(name: "Meaning", text: code.meaning), Fact(name: "Usual cause", text: code.cause ?? ""),
                Fact(name: "In a Close frame", text: verdict),
                Fact(
                    name: "Who reports it",
                    text: code.reporter ?? (code.verdict == .reserved ? "Nobody: it stands for nothing." : "")),
                Fact(
                    name: "From script",
                    text: code.mayBeSentByScript
                        ? "close(\(code.rawValue)) is allowed" : "close(\(code.rawValue)) throws InvalidAccessError"),
                Fact(name: "Source", text: code.source),
                Fact(
                    name: "Why it came",
                    text: code.rawValue == 1006
                        ? "ws101 inspect FILE --session N --why: what the capture shows, and the likely causes" : ""),
            ])
    }

    private func opcode(_ opcode: Opcode) -> String {
        let bits = String(opcode.rawValue, radix: 2)
        let digits = String(repeating: "0", count: 4 - bits.count) + bits
        let kind =
            opcode.isControl
            ? "a control frame: at most 125 bytes of payload, never fragmented, allowed between the fragments of a message"
            : "a data frame"
        return heading("Opcode \(opcode.rawValue): \(opcode.name)")
            + facts([
                Fact(name: "Bits", text: digits + (opcode.isReserved ? "" : " (0x\(hex(opcode)))")),
                Fact(name: "Meaning", text: meaning(of: opcode)), Fact(name: "Kind", text: kind),
                Fact(name: "Source", text: "RFC 6455 §\(section(of: opcode))"),
                Fact(name: "In Wireshark", text: "websocket.opcode == \(opcode.rawValue)"),
            ])
    }

    private func hex(_ opcode: Opcode) -> String { String(opcode.rawValue, radix: 16, uppercase: true) }

    private func meaning(of opcode: Opcode) -> String {
        switch opcode {
        case .continuation: "A further piece of the message that an earlier frame began; FIN marks the last piece."
        case .text:
            "A text message, or its first piece. The whole message is UTF-8, though a piece may end inside a character."
        case .binary: "A binary message, or its first piece: bytes that only the programs understand."
        case .close:
            "The sender will send no more. The payload is empty, or a code of two bytes and a reason; the peer answers with a "
                + "Close of its own."
        case .ping: "Asks the peer for a sign of life: it answers with a Pong of the same payload as soon as it can."
        case .pong: "Answers a Ping with the same payload. Sent unasked it is a heartbeat that wants no answer."
        default:
            "Reserved: no RFC gives it a meaning, and a receiver must fail the connection "
                + "(\(Rule.frameOpcodeReserved.rawValue))."
        }
    }

    private func section(of opcode: Opcode) -> String {
        switch opcode {
        case .continuation: "5.4"
        case .text, .binary: "5.6"
        case .close: "5.5.1"
        case .ping: "5.5.2"
        case .pong: "5.5.3"
        default: "5.2"
        }
    }

    private func status(_ status: Int) -> String {
        if status == 101 {
            return heading("HTTP status 101: Switching Protocols")
                + facts([
                    Fact(
                        name: "Meaning",
                        text: "The server agrees: from the byte after this response's empty line on, both sides speak "
                            + "WebSocket."),
                    Fact(
                        name: "It needs",
                        text: "Upgrade: websocket, Connection: Upgrade, and the Sec-WebSocket-Accept that fits the key."
                    ),
                    Fact(name: "Source", text: "RFC 6455 §4.2.2, RFC 9110 §15.2.2"),
                ])
        }
        let advice = StatusAdvice(status: status)
        return heading("HTTP status \(status), as the answer to an upgrade")
            + facts([
                Fact(name: "Meaning", text: "The server did not switch: \(advice.meaning)"),
                Fact(name: "What to do", text: advice.remedy),
                Fact(name: "Look at", text: advice.tellingHeaders.joined(separator: ", ")),
                Fact(name: "Script sees", text: "an error event and close code 1006, never the status."),
                Fact(name: "Source", text: "RFC 6455 §4.1, RFC 9110 §15"),
            ])
    }

    private func rule(_ rule: Rule) -> String {
        heading("Rule \(rule.rawValue)")
            + facts([
                Fact(name: "What", text: rule.title + "."), Fact(name: "Why", text: rule.explanation.why),
                Fact(name: "Who is blamed", text: rule.explanation.blamed),
                Fact(name: "What to do", text: rule.explanation.whatToDo),
                Fact(name: "Severity", text: severity(rule.severity)),
                Fact(
                    name: "The receiver",
                    text: rule.mustFailWith.map { "must fail the connection; the Close code for this is \($0)" } ?? ""),
                Fact(name: "Source", text: rule.rfc ?? "what the capture can show"),
                Fact(
                    name: "Find it",
                    text: "ws101 inspect FILE --format ndjson | jq 'select(.rule == \"\(rule.rawValue)\")'"),
            ])
    }

    private func severity(_ severity: Severity) -> String {
        switch severity {
        case .error: "error: the RFC forbids it"
        case .warning: "warning: legal but harmful, or the connection ended abnormally"
        case .note: "note: worth knowing, nothing wrong"
        }
    }

    private func header(_ header: HeaderMeaning) -> String {
        let role =
            switch header.role {
            case .required: "the handshake fails without it"
            case .negotiation: "part of the handshake, may be left out"
            case .context: "matters to the server or to proxies, not to the protocol"
            }
        return heading("Header \(header.name)")
            + facts([
                Fact(name: "Purpose", text: header.purpose), Fact(name: "Meaning", text: header.meaning),
                Fact(name: "Role", text: role), Fact(name: "Source", text: header.source),
            ])
    }

    private func field(_ id: FieldID) -> String {
        let row = FieldCatalogue.description(of: id)
        return heading("Field \(row.title)")
            + facts([
                Fact(name: "Meaning", text: row.meaning), Fact(name: "Source", text: row.source),
                Fact(name: "In diagrams", text: "\(row.category.rawValue), \(row.category.name)"),
                Fact(name: "In Wireshark", text: row.displayFilter ?? ""),
            ])
    }

    private func heading(_ text: String) -> String { lines(text, ink: .heading, indent: 0) }

    private func facts(_ facts: [Fact]) -> String {
        let shown = facts.filter { !$0.text.isEmpty }
        let column = (shown.map(\.name.count).max() ?? 0) + 2
        guard screen.width >= column + 30, !screen.plain else {
            return shown.map { lines("\($0.name): \($0.text)", ink: .plain, indent: 0) }.joined()
        }
        return shown.map { fact in
            let parts = wrap(safe(fact.text), width: screen.width - column)
            return parts.enumerated().map { index, part in
                screen.paint(padded(index == 0 ? fact.name : "", to: column), .dim) + part + "\n"
            }.joined()
        }.joined()
    }

    private func lines(_ text: String, ink: Ink, indent: Int) -> String {
        wrap(safe(text), width: screen.width).map { screen.paint($0, ink) + "\n" }.joined()
    }

    /// The catalogue's words; `§` has no place on an ASCII screen.
    private func safe(_ text: String) -> String {
        screen.ascii ? Printable.escaped(text.replacing("§", with: "section "), ascii: true) : text
    }
}
