import Logging

/// A log that nobody reads while the screen is up: what matters is on the screen, and in the workers' own logs.
enum QuietLogger {
    static func make() -> Logger {
        Logger(label: "slipway") { _ in SwiftLogNoOpLogHandler() }
    }
}
