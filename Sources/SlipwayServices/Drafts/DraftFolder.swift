import Foundation
import Synchronization

/// All drafts of one account, a file a form.
package final class DraftFolder: Sendable {
    private let path: String
    private let files = Mutex<[String: DraftFile]>([:])

    package init(path: String) { self.path = path }

    /// The same for everybody in this process, so that a form opened again finds its own lock open.
    package func file(named name: String) -> DraftFile {
        files.withLock { files in
            if let file = files[name] { return file }
            let file = DraftFile(folder: path, name: name)
            files[name] = file
            return file
        }
    }
}

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

/// Where a program keeps what it can lose, by the XDG base directory specification.
package enum StateFolder {
    /// `$XDG_STATE_HOME/slipway`, else `~/.local/state/slipway`.
    package static func path(environment: [String: String]) -> String {
        let home = HomeFolder.path(environment)
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.local/state"
        return state + "/slipway"
    }
}
