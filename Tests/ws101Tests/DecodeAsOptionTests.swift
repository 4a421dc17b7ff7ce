import Foundation
import Samples
import Testing

@Suite struct DecodeAsOptionTests {
    private let sample = SampleFiles.folder.appendingPathComponent("midstream.pcapng").path

    @Test(arguments: ["80", "80=http", "0=websocket", "65536=websocket", "x=websocket", "80=", "=websocket", ""])
    func saysWhatIsPossible(value: String) throws {
        let result = try Program.run(["inspect", sample, "--decode-as", value])
        #expect(result.status == 64)
        #expect(result.error.contains("PORT=websocket, with a port from 1 to 65535"))
    }

    @Test func mayBeGivenSeveralTimes() throws {
        let result = try Program.run(
            ["inspect", sample, "--decode-as", "9=websocket", "--decode-as", "8765=websocket", "--format", "ndjson"])
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.contains("port 8765 is to be decoded so"))
    }
}
