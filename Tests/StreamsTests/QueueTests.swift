import Testing

@testable import Streams

@Suite struct QueueTests {
    @Test(arguments: 0..<5)
    func itAgreesWithAnArray(_ seed: Int) {
        var dice = Dice(seed)
        var queue = Queue<Int>()
        var model: [Int] = []
        for step in 0..<3000 {
            // It grows long first, then empties.
            if Int.random(in: 0..<3000, using: &dice) > step {
                queue.append(step)
                model.append(step)
            } else {
                #expect(queue.takeFirst() == (model.isEmpty ? nil : model.removeFirst()))
            }
            if step % 100 == 99 {
                queue.removeAll { $0 % 3 == 0 }
                model.removeAll { $0 % 3 == 0 }
            }
            #expect(queue.first == model.first)
            #expect(queue.count == model.count)
        }
    }
}
