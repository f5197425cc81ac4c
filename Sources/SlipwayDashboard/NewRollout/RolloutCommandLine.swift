import SlipwayCore

/// The command that does the same as the form.
struct RolloutCommandLine {
    let text: String
    /// Whether it says all that the form does.
    let isWhole: Bool

    /// - Parameter draft: settled on its way.
    init(of draft: RolloutDraft) {
        let isInWaves = draft.chosenWay == .waves
        let template = isInWaves ? draft.template : nil
        let start = (isInWaves ? "slipway rollouts create" : "slipway batches create") + Self.target(draft)
        if let template, let rest = Self.rest(of: draft, by: template) {
            text = Self.naming(draft, start: start, rest: rest)
            isWhole = true
            return
        }
        let rest =
            (isInWaves ? Self.waves(draft.waves) : "") + Self.times(draft.times, withWindows: isInWaves)
            + " --max-in-flight \(draft.pace)"
            + (isInWaves ? Self.pace(draft.paceText) : "")
            + (isInWaves ? "" : Self.gate(draft))
            + (draft.takesCurrent ? " --include-current" : "")
            + (isInWaves ? Self.choices(draft) : "")
        text = Self.naming(draft, start: start, rest: rest)
        isWhole = template?.unshown.isEmpty ?? true
    }

    /// What the command takes beside a template; none where it takes not all that was typed over.
    private static func rest(of draft: RolloutDraft, by template: ChosenTemplate) -> String? {
        let shown = template.shown
        let hasSameTimes = draft.times.hasSameSchedule(as: shown.times)
        let hasSameWindows = draft.times.windows == shown.times.windows
        // That of an organization is found by the devices of the organization alone.
        guard template.record.organizationID == nil, draft.waves == shown.waves,
            draft.takesCurrent == shown.takesCurrent, draft.takesLater == shown.takesLater,
            draft.preparesRollback == shown.preparesRollback, draft.paceText == shown.paceText,
            hasSameTimes || draft.times.schedule != nil, hasSameWindows || !draft.times.windowTexts.isEmpty
        else { return nil }
        var times = draft.times
        if hasSameTimes { (times.start, times.end, times.timeZone) = ("", "", "") }
        if hasSameWindows { times.windows = "" }
        return " --template \(quoted(template.record.name))" + Self.times(times, withWindows: true)
            + (draft.pace == shown.pace ? "" : " --max-in-flight \(draft.pace)")
    }

    private static func naming(_ draft: RolloutDraft, start: String, rest: String) -> String {
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

    private static func times(_ times: TimesText, withWindows: Bool) -> String {
        let options = [("--start", times.start), ("--end", times.end), ("--time-zone", times.timeZone)]
        let windows = withWindows ? times.windowTexts.map { ("--window", $0) } : []
        return (options.filter { !$0.1.isEmpty } + windows)
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
