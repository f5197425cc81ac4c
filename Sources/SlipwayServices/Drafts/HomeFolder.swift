import Foundation

/// The home folder as the shell means it: `HOME` first.
package enum HomeFolder {
    /// The path with a leading `~/` written out.
    package static func expanded(
        _ path: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        guard path == "~" || path.hasPrefix("~/") else { return path }
        return Self.path(environment) + path.dropFirst()
    }

    static func path(_ environment: [String: String]) -> String {
        environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
    }
}
