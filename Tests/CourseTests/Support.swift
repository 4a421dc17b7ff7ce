import Course
import Diagram
import Foundation
import Lessons
import Query
import Samples

/// The course as it ships.
func shippedCourse() throws -> Course {
    try Course(
        lessonsFolder: LessonFiles.folder, samplesFolder: SampleFiles.folder, secondFolder: SampleFiles.secondFolder)
}

/// A screen without colours.
let plainScreen = Screen(width: 80, color: false, ascii: false)

/// The recording `name` of the samples.
func sample(_ name: String) throws -> Recording {
    try Recording(contentsOf: SampleFiles.folder.appendingPathComponent(name + ".pcapng"))
}

/// A new folder that nothing else uses.
func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ws101-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

/// A lesson over the recording `hello` with this body and these further lines of front matter.
func lesson(_ body: String, front: String = "", id: String = "t", number: Int = 1) throws -> Lesson {
    try Lesson(
        text: """
            ---
            id: \(id)
            number: \(number)
            title: A title
            objective: An objective.
            misconception: nothing at all.
            recording: hello
            names:
              hello: first text frame from the client
              echo: first text frame from the server
            requires:
              - hello.payloadLength == echo.payloadLength
            \(front)
            ---
            \(body)
            """, folder: "01-t")
}
