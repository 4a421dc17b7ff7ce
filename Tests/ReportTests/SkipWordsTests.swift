import Testing

@testable import Report

@Suite struct SkipWordsTests {
    @Test(arguments: [
        ("not-tcp", "not TCP"), ("truncated-tcp", "cut off inside the TCP header"),
        ("truncated-ethernet", "cut off inside the Ethernet header"),
        ("malformed-ipv4", "with a malformed IPv4 header"),
        ("encrypted-wlan", "encrypted after the Wi-Fi header"), ("link-type-147", "link type 147, USER0"),
        ("damaged-radiotap", "damaged, as the radiotap header says"), ("link-type-9999", "link type 9999"),
        ("something-else", "something-else"),
    ]) func saysWhyPacketsWereSkipped(cause: String, phrase: String) {
        #expect(SkipWords.phrase(cause) == phrase)
    }
}
