public import Foundation

/// Where the recorded sessions are that came with this build.
public enum SampleFiles {
    /// The folder of capture files.
    public static var folder: URL { Bundle.module.bundleURL.appendingPathComponent("sessions") }

    /// The folder of second recordings, of the same names, of the sessions that lessons use.
    public static var secondFolder: URL { Bundle.module.bundleURL.appendingPathComponent("second") }
}
