import Wire

/// How the timestamps of a pcapng interface count: its options if_tsresol and if_tsoffset (draft-ietf-opsawg-pcapng §4.2).
struct TimeResolution: Hashable {
    /// Whether a tick is shorter than a microsecond.
    let isNanosecond: Bool

    private enum Tick: Hashable {
        /// A tick is this many nanoseconds.
        case nanoseconds(UInt64)
        /// This many ticks are a nanosecond.
        case perNanosecond(UInt64)
        /// A second has 2 to this power ticks.
        case binary(UInt64)
    }

    private let tick: Tick
    private let offset: Int64

    /// Ticks of 10⁻ⁿ s, or of 2⁻ⁿ s if the high bit of `resolution` is set, n being the other bits; counted from
    /// `offset` seconds behind 1970.
    init(resolution: UInt8 = 6, offset seconds: Int64 = 0) {
        let power = UInt64(resolution & 0x7f)
        if resolution & 0x80 != 0 {
            tick = .binary(power)
            // 2⁻²⁰ s is 0.95 µs.
            isNanosecond = power >= 20
        } else {
            tick = power <= 9 ? .nanoseconds(Self.powerOfTen(9 - power)) : .perNanosecond(Self.powerOfTen(power - 9))
            isNanosecond = power > 6
        }
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        offset = overflow ? (seconds < 0 ? .min : .max) : nanoseconds
    }

    /// The time of a packet; what Int64 cannot hold (beyond the year 2262) becomes its nearest value.
    @inline(__always)
    func time(_ ticks: UInt64) -> Timestamp {
        let nanoseconds: UInt64
        switch tick {
        case .nanoseconds(let each):
            let (product, overflow) = ticks.multipliedReportingOverflow(by: each)
            nanoseconds = overflow ? .max : product
        case .perNanosecond(let count):
            nanoseconds = ticks / count
        case .binary(let power):
            nanoseconds = UInt64(clamping: (UInt128(ticks) * 1_000_000_000) >> UInt128(power))
        }
        let (sum, overflow) = Int64(clamping: nanoseconds).addingReportingOverflow(offset)
        return Timestamp(nanoseconds: overflow ? .max : sum, isNanosecond: isNanosecond)
    }

    /// 10 to the power of `power`, or the largest number where it is larger: dividing ticks by either gives 0.
    private static func powerOfTen(_ power: UInt64) -> UInt64 {
        (0..<min(power, 20)).reduce(1) { product, _ in
            let (next, overflow) = product.multipliedReportingOverflow(by: 10)
            return overflow ? .max : next
        }
    }
}
