/// Where a program keeps what it can lose, by the XDG base directory specification.
package enum StateFolder {
    /// `$XDG_STATE_HOME/slipway`, else `~/.local/state/slipway`.
    package static func path(environment: [String: String]) -> String {
        let home = HomeFolder.path(environment)
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.local/state"
        return state + "/slipway"
    }
}
