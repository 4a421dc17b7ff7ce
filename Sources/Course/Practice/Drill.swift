public import Capture
import Foundation
public import Query
public import Simulation

/// An exercise that can be asked again and again, each time over another simulated session.
public struct Drill: Sendable {
    /// The levels, from the easiest.
    public static let levels = 1...5
    /// What the recordings of drills are called.
    static let recording = "simulation"

    /// The exercise.
    public var exercise: Exercise
    /// The kind of session that it is asked over.
    public var scene: Scene
    /// How hard it is, one of `levels`.
    public var level: Int
    /// The file that it stands in, with the names that the exercise uses.
    var lesson: Lesson
    /// The prose and the views that lead to it.
    var parts: [Lesson.Part]

    /// The drills in the folder `practice` among the lessons; none if there is no such folder.
    ///
    /// - Throws: `LessonError` when one of its files can't be read.
    static func all(in lessonsFolder: URL) throws(LessonError) -> [Drill] {
        let folder = lessonsFolder.appendingPathComponent("practice", isDirectory: true)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var drills: [Drill] = []
        for name in names.sorted() where name.hasSuffix(".md") {
            do throws(LessonError) {
                drills += try Self.drills(in: folder.appendingPathComponent(name))
            } catch {
                var located = error
                (located.lesson, located.file) = (folder.lastPathComponent, name)
                throw located
            }
        }
        return drills
    }

    private static func drills(in file: URL) throws(LessonError) -> [Drill] {
        try drills(in: try CourseFile.text(at: file), file: file.lastPathComponent)
    }

    /// The drills in the text of a file of that name.
    ///
    /// - Throws: `LessonError` that says what is wrong in which line.
    static func drills(in text: String, file: String) throws(LessonError) -> [Drill] {
        let lesson = try Lesson(text: text, folder: file, isPractice: true)
        var drills: [Drill] = []
        for step in LessonStep.steps(of: lesson) {
            guard case .exercise(let exercise) = step.stop, let (scene, level) = exercise.drill else { continue }
            drills.append(Drill(exercise: exercise, scene: scene, level: level, lesson: lesson, parts: step.parts))
        }
        return drills
    }

    /// The names of the drill over a session that `dice` choose; nil where that session doesn't fit: the answer is not
    /// unique, or there is none.
    ///
    /// - Throws: `CaptureError` when the simulation made packets that can't be read: a fault of ours.
    public func scope(_ dice: Dice) throws(CaptureError) -> Scope? {
        guard case .success(let scope) = try fitting(dice) else { return nil }
        return scope
    }

    /// The same, or why that session doesn't fit.
    func fitting(_ dice: Dice) throws(CaptureError) -> Result<Scope, LanguageError> {
        let recording = try Recording(name: Self.recording, source: scene.play(dice))
        do throws(LanguageError) {
            let scope = try lesson.scope(over: [recording])
            if let fault = Checker(exercise, scope: scope).faults.first { throw fault }
            return .success(scope)
        } catch {
            return .failure(error)
        }
    }
}
