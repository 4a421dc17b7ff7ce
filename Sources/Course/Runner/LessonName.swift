extension Lesson {
    /// What one types for it: `3`, or the id of a lesson without a number.
    public var name: String { number.map(String.init) ?? id }

    /// The number of an exercise in the lesson, from 1.
    public func place(of exercise: Exercise) -> Int { (exercisePlaces[exercise.id] ?? 0) + 1 }
}
