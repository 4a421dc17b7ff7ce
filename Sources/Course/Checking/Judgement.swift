import Query

/// What the checker makes of an answer before it looks for the right words.
struct Judgement {
    /// Whether the answer is right.
    var isRight: Bool
    /// The answer's value, where it has one: replies see it as `answer`.
    var value: Value?
    /// The frame that was built or changed, the thing that was found: replies see its properties.
    var subject: Item?
    /// What is said where the lesson has no reply of its own.
    var remark: String?

    static func right(_ value: Value? = nil, subject: Item? = nil) -> Judgement {
        Judgement(isRight: true, value: value, subject: subject)
    }

    static func wrong(_ remark: String?, _ value: Value? = nil, subject: Item? = nil) -> Judgement {
        Judgement(isRight: false, value: value, subject: subject, remark: remark)
    }
}
