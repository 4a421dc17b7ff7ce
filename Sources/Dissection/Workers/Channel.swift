import Capture

/// A queue between two threads: who takes waits until there is something.
final class Channel<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var isClosed = false
    }

    private let state = Monitor(State())

    /// Appends an element, and wakes who waits for it.
    func put(_ element: Element) { state.change { $0.elements.append(element) } }

    /// Lets nobody wait any more once the queue is empty.
    func close() { state.change { $0.isClosed = true } }

    /// Takes the first element, and waits for it; nil when the queue is closed and empty.
    func take() -> Element? {
        state.wait { state -> Element?? in
            guard state.elements.isEmpty else { return .some(state.elements.removeFirst()) }
            return state.isClosed ? .some(nil) : nil
        }
    }
}
