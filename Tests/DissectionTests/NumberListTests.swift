import Testing

@testable import Dissection

struct NumberListTests {
    @Test(arguments: 0..<8)
    func holdsWhatAnArrayHolds(count: Int) {
        let numbers = (0..<count).map { $0 * 1000 + 7 }
        let list = NumberList(numbers)
        #expect(Array(list) == numbers)
        #expect(list.count == count && list.isEmpty == numbers.isEmpty)
        #expect(list.first == numbers.first && list.last == numbers.last)
        #expect(list.indices.map { list[$0] } == numbers)
        #expect(list.description == numbers.description)
        #expect(list.contains(2007) == numbers.contains(2007))
    }

    @Test(arguments: 1..<8)
    func replacesAnyNumber(count: Int) {
        for place in 0..<count {
            var (list, numbers) = (NumberList(0..<count), Array(0..<count))
            list[place] = -1
            numbers[place] = -1
            #expect(Array(list) == numbers)
        }
    }

    @Test func isOneAgainWhenUsedAnew() {
        var list: NumberList = [1, 2, 3, 4, 5]
        list.removeAll()
        #expect(list.isEmpty && list == [])
        for (count, number) in [9, 8, 7, 6].enumerated() {
            list.append(number)
            #expect(Array(list) == Array([9, 8, 7, 6].prefix(count + 1)))
        }
    }

    @Test func memoryKeptIsNoDifference() {
        var used: NumberList = [1, 2, 3]
        used.removeAll()
        used.append(4)
        let fresh: NumberList = [4]
        #expect(used == fresh && used.hashValue == fresh.hashValue)
        #expect(used != [4, 4] && used != [5] && used != [])
        #expect(NumberList([1, 2, 3]) != [1, 2, 4])
    }

    @Test func aCopyKeepsItsNumbers() {
        var list: NumberList = [1, 2, 3, 4]
        let copy = list
        list[3] = 0
        list.removeAll()
        list.append(5)
        #expect(copy == [1, 2, 3, 4])
    }
}
