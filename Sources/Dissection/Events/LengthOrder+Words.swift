public import WebSocket

// Lengths in the wrong byte order, in words.
extension FrameHeader {
    /// A sentence or two that say what length is written and which is meant, with what has come of the payload.
    public func orderDetail(meant: UInt64, received: Int) -> String {
        let bits = length7 == 126 ? 16 : 64
        let written =
            payloadLength >= Self.impossibleLength
            ? "0x\(String(payloadLength, radix: 16)), which no program sends" : Quantity.count(Int(payloadLength))
        let fit = UInt64(received) == meant ? ", exactly what follows" : ""
        return "The \(bits) bits of the length hold \(written). With their bytes in the other order they hold "
            + "\(Quantity.count(Int(clamping: meant)))\(fit): the length is little endian, and must be big endian (network "
            + "byte order)."
    }
}
