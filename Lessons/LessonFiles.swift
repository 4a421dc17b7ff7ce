public import Foundation

/// Where the lessons are that came with this build.
public enum LessonFiles {
    /// The folder of lesson folders.
    public static var folder: URL { Bundle.module.bundleURL }
}
