/// What of the screens goes into files.
package enum RecordingOrder: Hashable, Sendable {
    /// The screen as it is, in the files of a ``ScreenSnapshot``.
    case snapshot(path: String)
    /// All that is shown from now on, as an ``Asciicast``.
    case begin(path: String)
    /// The end of that.
    case end
}

/// A file that takes its name once it is finished, and takes it from no other.
package protocol RecordingFile: Sendable {
    func write(_ text: String) throws
    func finish() throws
    func discard()
}
