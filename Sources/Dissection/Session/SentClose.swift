import WebSocket
import Wire

/// The first Close that a side sent.
///
/// It is asked for more often than it is small: whoever asks gets a reference.
final class SentClose: Sendable {
    let frame: Int
    let body: CloseBody
    let time: Timestamp
    let packet: Int
    /// The stream offset behind it.
    let end: Int
    /// How far the peer's stream was acknowledged when it was sent.
    let acknowledged: Int?
    /// What its sender had sent before.
    let before: SessionDirection.LastFrame?
    /// What breaks a rule, the Close itself or the frame right before it.
    let failure: CloseEvent.Failure?

    init(
        frame: Int, body: CloseBody, time: Timestamp, packet: Int, end: Int, acknowledged: Int?,
        before: SessionDirection.LastFrame?, failure: CloseEvent.Failure?
    ) {
        self.frame = frame
        self.body = body
        self.time = time
        self.packet = packet
        self.end = end
        self.acknowledged = acknowledged
        self.before = before
        self.failure = failure
    }
}
