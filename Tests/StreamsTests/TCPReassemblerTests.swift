import Streams
import Testing
import Wire

/// Segment in, delivered out.
@Suite struct TCPReassemblerTests {
    struct Transcript: CustomTestStringConvertible {
        var testDescription: String
        var steps: [(String, String)]

        init(_ name: String, _ steps: [(String, String)]) {
            testDescription = name
            self.steps = steps
        }
    }

    private static let handshake = [("> S 99", "#0"), ("< SA 499 a100", ""), ("> A 100 a500", "")]

    @Test(arguments: ordering + overlaps + ends + midstream + beginnings + cuts)
    func transcript(_ transcript: Transcript) {
        var listener = Listener()
        for (index, (line, expected)) in transcript.steps.enumerated() {
            let heard = line == "end" ? listener.finish() : listener.hear(line)
            #expect(heard == expected, "step \(index + 1): \(line)")
        }
    }

    static let ordering = [
        Transcript(
            "both directions in order",
            handshake + [
                ("> 100 abc a500", ">0:abc"), ("< 500 xyz a103", "<0:xyz"), ("> 103 def a503", ">3:def"), ("end", ""),
            ]),
        Transcript(
            "two segments swapped",
            handshake + [("> 103 def", "held"), ("> 100 abc", ">0:abc >3:def"), ("> 106 g", ">6:g")]),
        Transcript(
            "the last of four comes first",
            handshake + [
                ("> 109 4", "held"), ("> 106 333", "held"), ("> 103 222", "held"),
                ("> 100 111", ">0:111 >3:222 >6:333 >9:4"),
            ]),
        Transcript(
            "a retransmission is passed over",
            handshake + [("> 100 abc", ">0:abc"), ("> 100 abc", "repeated"), ("> 103 d", ">3:d")]),
        Transcript(
            "a held segment again",
            handshake + [("> 103 def", "held"), ("> 103 def", "repeated"), ("> 100 abc", ">0:abc >3:def")]),
        Transcript(
            "sequence numbers wrap",
            [
                ("> S 4294967290", "#0"), ("> 4294967291 abcde", ">0:abcde"), ("> 1 ghi", "held"),
                ("> 0 f", ">5:f >6:ghi"),
                ("> 4 j", ">9:j"),
            ]),
        Transcript(
            "keep-alives without a byte and with one",
            handshake + [
                ("> 100 abc", ">0:abc"), ("> A 102 a500", ""), ("> 102 ~ a500", "repeated"), ("> 103 d", ">3:d"),
            ]),
        Transcript(
            "a zero-window probe carries the next byte",
            handshake + [("> 100 a", ">0:a"), ("> 100 abc", ">1:bc"), ("> 103 d", ">3:d")]),
        Transcript(
            "data captured after its acknowledgment is not missed",
            handshake + [
                ("< A 500 a109", ""), ("> 106 ghi", "held"), ("> 103 def", "held"),
                ("> 100 abc", ">0:abc >3:def >6:ghi"),
                ("end", ""),
            ]),
        Transcript(
            "a hole is given up some time after its acknowledgment",
            handshake + [
                ("> 100 abc", ">0:abc"), ("> 106 ghi", "held"), ("> 109 jkl", "held"), ("> 112 mno", "held"),
                ("< A 500 a115", ""), ("> 115 1", "held"), ("> 116 2", "held"),
                ("> 117 3 +2001", "held >3-6 lost >6:ghi >9:jkl >12:mno >15:1 >16:2 >17:3"), ("> 103 def", "repeated"),
            ]),
        Transcript(
            "segments captured twice count once",
            handshake + [
                ("< A 500 a105", ""), ("> 103 a", "held"), ("> 103 a", "repeated"), ("> 104 b", "held"),
                ("> 104 b", "repeated"),
                ("> 100 ...", ">0:... >3:a >4:b"),
            ]),
        Transcript(
            "an answer that was captured before what it answers waits for it",
            handshake + [
                ("< 500 xyz a103", "held"), ("< 503 uvw a103", "held"), ("> 100 abc a500", ">0:abc <0:xyz <3:uvw"),
                ("> 103 d a506", ">3:d"), ("< 506 r a104", "<6:r"),
            ]),
        Transcript(
            "a FIN and a RST wait no less",
            handshake + [("< F 500 xyz a103", "held"), ("> 100 abc a500", ">0:abc <0:xyz <fin")]),
        Transcript(
            "both directions go on in their order when a hole is given up",
            handshake + [
                ("< 500 xyz a103", "held"), ("> 103 def a503", "held"), ("< 503 uvw a106", "held"),
                ("> 106 g a506 +2001", "held >0-3 lost <0:xyz >3:def <3:uvw >6:g"),
            ]),
        Transcript(
            "the capture's end waits for nothing",
            handshake + [("< 500 xyz a103", "held"), ("end", ">0-3 lost <0:xyz")]),
        Transcript(
            "a hole that the peer still waits for stays",
            handshake + [
                ("> 103 b", "held"), ("< A 500 a100", ""), ("> 104 c", "held"), ("> 105 d", "held"),
                ("> 106 e", "held"),
                ("> 107 f", "held"), ("> 100 aaa", ">0:aaa >3:b >4:c >5:d >6:e >7:f"),
            ]),
        Transcript(
            "a hole with nothing held behind it shows in later acknowledgments",
            handshake + [
                ("< A 500 a105", ""), ("> A 105 a500", ""), ("> A 105 a501", ""),
                ("> A 105 a502 +2001", ">0-5 lost <0-2 lost"),
                ("> 105 x", ">5:x"),
            ]),
        Transcript(
            "a new hole takes its own time",
            handshake
                + [
                    ("< A 500 a200", ""), ("> 102 b", "held"), ("> 104 c", "held"), ("> 100 aa", ">0:aa >2:b"),
                    ("> 106 d", "held"),
                    ("> 103 .", ">3:. >4:c"), ("> 108 e", "held"), ("> 110 f", "held"),
                    ("> 112 g", "held >5-6 lost >6:d >7-8 lost >8:e >9-10 lost >10:f >11-12 lost >12:g"),
                ].dropLast(3)),
        Transcript(
            "time passes",
            [
                ("> S 99", "#0"), ("> 103 b", "held"), ("> 105 c +9000", "held"),
                ("> 107 d +2000", "held >0-3 lost >3:b"),
                ("> 109 e +11000", "held >4-5 lost >5:c"), ("> 104 .", "repeated"),
            ]),
        Transcript(
            "a clock that jumps back makes nothing due",
            handshake + [("> 103 b +5000", "held"), ("> 104 c +-4000", "held"), ("> 100 aaa", ">0:aaa >3:b >4:c")]),
    ]

    static let overlaps = [
        Transcript(
            "only the new part of a partial overlap counts",
            handshake + [("> 100 abc", ">0:abc"), ("> 101 bcde", ">3:de"), ("> 105 f", ">5:f")]),
        Transcript(
            "a segment within another that is held",
            handshake + [("> 102 cdef", "held"), ("> 103 de", "repeated"), ("> 100 ab", ">0:ab >2:cdef")]),
        Transcript(
            "a segment around two that are held",
            handshake + [
                ("> 102 c", "held"), ("> 104 e", "held"), ("> 101 bcdef", "held"),
                ("> 100 a", ">0:a >1:b >2:c >3:d >4:e >5:f"),
            ]),
        Transcript(
            "the held copy counts, being the first",
            handshake + [("> 103 XY", "held"), ("> 100 abcdef", "!3-5@4 >0:abc >3:XY >5:f")]),
        Transcript(
            "held copies that differ in one byte",
            handshake + [("> 102 cdef", "held"), ("> 103 d_f", "!4-6@4 repeated"), ("> 100 ab", ">0:ab >2:cdef")]),
        Transcript(
            "a retransmission that says something else",
            handshake + [
                ("> 100 abc", ">0:abc"), ("> 103 def", ">3:def"), ("> 100 aXc", "!0-3@4 repeated"),
                ("> 103 def", "repeated"),
            ]),
        Transcript(
            "a held segment's retransmission is compared too",
            handshake + [
                ("> 103 def", "held"), ("> 100 abc", ">0:abc >3:def"), ("> 103 deX", "!3-6@4 repeated"),
            ]),
        Transcript(
            "a retransmission cut otherwise is not compared",
            handshake + [("> 100 abc", ">0:abc"), ("> 103 def", ">3:def"), ("> 100 ______", "repeated")]),
    ]

    static let ends = [
        Transcript(
            "one side after the other",
            handshake + [
                ("> 100 abc a500", ">0:abc"), ("> F 103 a500", ">fin"), ("< A 500 a104", ""),
                ("< 500 xyz a104", "<0:xyz"),
                ("< F 503 a104", "<fin"), ("> A 104 a504", ""), ("end", ""),
            ]),
        Transcript(
            "a FIN with data",
            handshake + [("> F 100 abc a500", ">0:abc >fin"), ("< F 500 xyz a104", "<0:xyz <fin")]),
        Transcript(
            "both at once",
            handshake + [
                ("> F 100 a500", ">fin"), ("< F 500 a100", "<fin"), ("> A 101 a501", ""), ("< A 501 a101", ""),
            ]),
        Transcript(
            "a FIN ahead of data",
            handshake + [("> F 103 d", "held"), ("> 100 abc", ">0:abc >3:d >fin"), ("> 104 e", "ignored")]),
        Transcript(
            "a FIN behind a hole that stays",
            handshake + [("> F 103 a500", ""), ("> F 103 a500", ""), ("end", ">0-3 lost >fin")]),
        Transcript(
            "a lost end between two FINs",
            handshake + [
                ("> F 103 a500", ""), ("< F 500 a104", ""), ("> A 104 a501 +2001", ">0-3 lost >fin <fin"),
            ]),
        Transcript(
            "data behind the FIN",
            handshake + [("> F 100 abc", ">0:abc >fin"), ("> 103 def", "ignored"), ("> 102 cde", "repeated")]),
        Transcript(
            "held data behind the FIN",
            handshake + [("> 102 cdef", "held"), ("> F 103", ""), ("> 100 ab", ">0:ab >2:c >fin")]),
        Transcript(
            "a FIN again",
            handshake + [
                ("> F 100 a500", ">fin"), ("> F 100 a500", ""), ("< F 500 a101", "<fin"), ("< F 500 a101", ""),
            ]),
        Transcript(
            "a lost FIN is no lost byte",
            handshake + [("> 100 abc", ">0:abc"), ("< A 500 a104", ""), ("< F 500 a104", ""), ("end", "<fin")]),
        Transcript(
            "a FIN comes after the one that it acknowledges",
            handshake + [
                ("> 100 abc a500", ">0:abc"), ("< F 500 a104", ""), ("> F 103 a500", ">fin <fin"), ("end", ""),
            ]),
        Transcript(
            "FINs that cross stay in the capture's order",
            handshake + [("> F 100 a500", ">fin"), ("< F 500 a100", "<fin"), ("end", "")]),
        Transcript(
            "FINs that acknowledge each other keep nobody waiting",
            handshake + [("> F 100 a501", ""), ("< F 500 a101", ">fin <fin"), ("end", "")]),
        Transcript(
            "a reset in order",
            handshake + [
                ("> 100 abc", ">0:abc"), ("< R 500", "<reset"), ("< R 500", "ignored"), ("end", ""),
            ]),
        Transcript(
            "what crossed a reset still comes",
            handshake + [
                ("> 100 abc", ">0:abc"), ("< R 500", "<reset"), ("> 103 def +900", ">3:def"), ("> R 106", "ignored"),
                ("end", ""),
            ]),
        Transcript(
            "a reset behind both FINs changes nothing",
            handshake + [("> F 100 a500", ">fin"), ("< F 500 a101", "<fin"), ("> R 101", "ignored"), ("end", "")]),
        Transcript(
            "what is missing before a reset is given up at the end",
            handshake + [("> 103 def", "held"), ("< R 500", ""), ("end", ">0-3 lost >3:def <reset")]),
        Transcript(
            "what is missing before a reset may be captured after it",
            handshake + [("> 103 def", "held"), ("< R 500", ""), ("> 100 abc", ">0:abc >3:def <reset"), ("end", "")]),
        Transcript(
            "a FIN swapped with its reset",
            handshake + [("> F 103", ""), ("> R 104", ""), ("> 100 abc", ">0:abc >fin >reset"), ("end", "")]),
        Transcript(
            "what only a reset acknowledges is not missing",
            handshake + [("> 100 abc", ">0:abc"), ("< R 500 a200", "<reset"), ("end", "")]),
        Transcript(
            "a reset at the number that the peer had acknowledged",
            handshake + [("> 100 abc", ">0:abc"), ("< A 500 a100", ""), ("> R 100", ">reset")]),
        Transcript(
            "a reset outside the window is void",
            handshake + [
                ("> 100 abc", ">0:abc"), ("< A 500 a103", ""), ("> R 90", "ignored"), ("> R 2147480000", "ignored"),
                ("> 103 d", ">3:d"),
            ]),
        Transcript("a refused connection", [("> S 99", "#0"), ("< RA 0 a100", "<reset"), ("end", "")]),
    ]

    static let midstream = [
        Transcript(
            "the first data makes the beginning",
            [("> A 700 a900", "#0"), ("> 700 abc a900", ">0:abc"), ("< 900 xyz a703", "<0:xyz"), ("> 703 d", ">3:d")]),
        Transcript(
            "earlier data that comes late is passed over",
            [("> 703 def", "#0 >0:def"), ("> 700 abc", "repeated"), ("> 706 g", ">3:g")]),
        Transcript(
            "a keep-alive is no beginning",
            [("< A 900 a700", "#0"), ("< A 900 a700", ""), ("> 699 ~ a900", "ignored"), ("> 700 abc", "<0:abc")]),
        Transcript(
            "the SYN comes behind the data",
            [("> 100 abc", "#0 >0:abc"), ("> S 99", ""), ("> 103 d", ">3:d")]),
        Transcript(
            "the answer to the SYN comes before it",
            [("< SA 499 a100", "#0"), ("> S 99", ""), ("> 100 abc", "<0:abc"), ("< 500 xyz", ">0:xyz")]),
        Transcript("a FIN is enough", [("> F 700 a900", "#0 >fin"), ("< F 900 a701", "<fin")]),
    ]

    /// What the peer's acknowledgments tell of bytes before the first ones captured.
    static let beginnings = [
        Transcript(
            "the peer waited for bytes before the first captured",
            [
                ("> 100 abc a500", "#0 >0:abc"), ("< 505 fgh a103", "held"), ("< 508 i", "held"), ("< 509 j", "held"),
                ("> A 103 a510", ""), ("< 510 k", "held"), ("< 511 l", "held"),
                ("< 512 m +2001", "held <0-5 lost <5:fgh <8:i <9:j <10:k <11:l <12:m"), ("< 513 n", "<13:n"),
            ]),
        Transcript(
            "the first bytes are sent again",
            [
                ("> 100 abc a500", "#0 >0:abc"), ("< 505 fgh a103", "held"), ("> A 103 a500", ""),
                ("< 500 abcde", "<0:abcde <5:fgh"),
            ]),
        Transcript(
            "the answer to the SYN tells where the client begins",
            [("< SA 499 a100", "#0"), ("> 105 fgh a500", "held"), ("end", "<0-5 lost <5:fgh")]),
        Transcript(
            "what follows bytes that are still to come waits for them, the SYN too",
            [
                ("< SA 499 a100", "#0"), ("< 500 xyz a103", "held"), ("> S 99", ""),
                ("> 100 abc a500", "<0:abc >0:xyz"),
                ("end", ""),
            ]),
        Transcript(
            "a direction that never comes keeps nobody waiting",
            [
                ("< SA 499 a100", "#0"), ("< 500 xyz a103", "held"), ("< 503 z a103 +2001", "held >0:xyz >3:z"),
                ("> 100 abc a504", "<0:abc"),
            ]),
        Transcript(
            "nor does one at the end",
            [("< SA 499 a100", "#0"), ("< 500 xyz a103", "held"), ("end", ">0:xyz")]),
        Transcript(
            "what had heard nothing of the missing bytes is told before them",
            handshake + [
                ("> A 103 a503", ""), ("> 100 abc a500", ">0:abc"), ("< 500 xyz a103", "<0:xyz"), ("end", ""),
            ]),
        Transcript(
            "the SYN comes after the answer to the request",
            [("< 500 xyz a103", "#0 >0:xyz"), ("> S 99", ""), ("> 100 abc a500", "<0:abc")]),
        Transcript(
            "the peer has acknowledged the first captured byte already",
            [("> 100 abc a503", "#0 >0:abc"), ("< 500 xyz a103", "<0:xyz"), ("< 503 z", "<3:z")]),
        Transcript(
            "an acknowledgment from elsewhere is no beginning",
            [("> 100 abc a3000000000", "#0 >0:abc"), ("< 500 xyz a103", "<0:xyz")]),
        Transcript(
            "nothing but acknowledgments of a direction's bytes",
            [("> 100 abc a500", "#0 >0:abc"), ("< A 505 a103", ""), ("> A 103 a505", ""), ("end", "<0-5 lost")]),
        Transcript(
            "an acknowledged FIN is no missing byte",
            [("> 100 abc a500", "#0 >0:abc"), ("< A 501 a103", ""), ("> A 103 a501", ""), ("end", "")]),
        Transcript(
            "a direction that was not captured has no hole",
            [("> 100 abc a500", "#0 >0:abc"), ("> 103 def a600", ">3:def"), ("end", "")]),
    ]

    static let cuts = [
        Transcript(
            "what the snapshot length cut is passed over at once",
            handshake + [
                ("> 100 abc w10", ">0:abc >3-10 cut"), ("> 110 def", ">10:def"), ("> 100 abc w10", "repeated"),
            ]),
        Transcript(
            "nothing of the payload was captured",
            handshake + [("> 100 w10", "held >0-10 cut"), ("> 110 abc", ">10:abc")]),
        Transcript(
            "a cut segment ahead of data",
            handshake + [("> 103 de w5", "held"), ("> 100 abc", ">0:abc >3:de >5-8 cut"), ("> 108 f", ">8:f")]),
        Transcript(
            "a cut segment with a FIN", handshake + [("> F 100 abc w5", ">0:abc >3-5 cut >fin")]),
    ]
}
