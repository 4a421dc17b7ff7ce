import Foundation

/// The messages of `/clock`.
enum Clock {
    /// The time now as JSON: `{"tick":0,"time":"2026-11-30T14:00:00Z"}`.
    static func json(tick: Int) -> String {
        #"{"tick":\#(tick),"time":"\#(Date.now.formatted(.iso8601))"}"#
    }
}
