import GRDB

extension DatabaseQueue {
    /// Opens a file beside programs that use it, and waits up to 30 seconds for a lock of theirs, which even the last
    /// of them to close the file takes for a moment.
    package static func patient(path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
