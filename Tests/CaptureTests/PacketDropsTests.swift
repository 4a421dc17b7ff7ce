import Capture
import Testing
import Wire

struct PacketDropsTests {
    @Test(arguments: [
        (1, "1 packet is missing around here: there was no room for it"),
        (12, "12 packets are missing around here: there was no room for them"),
        (1_234_567, "1,234,567 packets are missing around here: there was no room for them"),
    ])
    func saysHowMany(count: Int, sentence: String) {
        #expect(
            PacketDrops(packet: 7, time: Timestamp(nanoseconds: 0, isNanosecond: true), count: count).sentence
                == sentence)
    }
}
