import SlipwayCore

/// The command that does the same as the form.
enum RolloutCommandLine {
    /// - Parameter draft: settled on its way.
    static func text(_ draft: RolloutDraft) -> String {
        let isInWaves = draft.chosenWay == .waves
        let start = (isInWaves ? "slipway rollouts create" : "slipway batches create") + target(draft)
        let rest =
            (isInWaves ? waves(draft.waves) + times(draft.times) : "") + " --max-in-flight \(draft.pace)"
            + (isInWaves ? pace(draft.paceText) : "")
            + (isInWaves ? "" : gate(draft))
            + (draft.takesCurrent ? " --include-current" : "")
            + (isInWaves ? choices(draft) : "")
        guard draft.isList else { return start + " --filter \(quoted(draft.filter))" + rest }
        return "printf '%s\\n' " + draft.listed.map(quoted).joined(separator: " ") + " | " + start + " --devices -"
            + rest
    }

    private static func target(_ draft: RolloutDraft) -> String {
        " --name \(quoted(draft.name)) --firmware \(quoted(draft.version))"
    }

    private static func gate(_ draft: RolloutDraft) -> String {
        draft.gate.map { " --max-bad \($0.maximumBad) --max-bad-share \(GateRule.percent($0.maximumBadShare))" } ?? ""
    }

    private static func waves(_ waves: WavesText) -> String {
        let options = [
            ("--canary", waves.canary), ("--waves", waves.waves), ("--verified", waves.verified),
            ("--soak", waves.soak), ("--max-bad", waves.maximumBad), ("--max-bad-share", waves.maximumBadShare),
        ]
        let given = options.map { ($0, $1.filter { !$0.isWhitespace }) }.filter { !$1.isEmpty }
        return given.map { " \($0) \(quoted($1))" }.joined() + (waves.isAutomatic ? "" : " --manual")
    }

    private static func pace(_ pace: PaceText) -> String {
        let options = [("--per-minute", pace.perMinute), ("--bytes-per-second", pace.bytesPerSecond)]
        return options.filter { !$0.1.isEmpty }.map { " \($0) \(quoted($1))" }.joined()
    }

    private static func choices(_ draft: RolloutDraft) -> String {
        (draft.preparesRollback ? " --rollback prepare" : "")
            + (draft.takesLater && !draft.isList ? " --dynamic" : "")
    }

    private static func times(_ times: TimesText) -> String {
        let options = [("--start", times.start), ("--end", times.end), ("--time-zone", times.timeZone)]
        return (options.filter { !$0.1.isEmpty } + times.windowTexts.map { ("--window", $0) })
            .map { " \($0) \(quoted($1))" }.joined()
    }

    /// For a POSIX shell: nothing within single quotes means anything, but a single quote.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || "0123456789-_.,:/=%".unicodeScalars.contains(scalar))
            }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
