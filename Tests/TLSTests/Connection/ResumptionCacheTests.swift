import Testing
import Wire

@testable import TLS

@Suite struct ResumptionCacheTests {
    private func name(_ number: Int) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xff)] }

    @Test func keepsTheLatest() {
        let cache = ResumptionCache()
        for number in 0..<(ResumptionCache.limit + 10) {
            cache.insert(Secret([UInt8(number & 0xff)]), for: name(number))
        }
        #expect(cache.master(for: name(9)) == nil)
        #expect(cache.master(for: name(10)) == Secret([10]))
        #expect(cache.master(for: name(ResumptionCache.limit + 9)) != nil)
    }

    @Test func knowsNothingWithoutAName() {
        let cache = ResumptionCache()
        cache.insert(Secret([1]), for: [])
        #expect(cache.master(for: []) == nil)
    }
}
