import Foundation

/// Where a program keeps what it can make again, by the XDG base directory specification.
package enum CacheFolder {
    /// `$XDG_CACHE_HOME/slipway`, else `~/.cache/slipway`.
    package static func path(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let home = HomeFolder.path(environment)
        let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.cache"
        return cache + "/slipway"
    }
}
