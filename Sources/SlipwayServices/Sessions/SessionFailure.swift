import SlipwayCore

/// Why a session failed or was cancelled: its code, its words, and the key that groups it with others.
struct SessionFailure: Hashable, Sendable {
    static let noReasonGiven = "no reason given"

    let reasonCode: ReasonCode
    let text: String

    var reasonKey: ReasonKey {
        let key = ReasonKey.masking(text)
        return key.rawValue.isEmpty ? ReasonKey(rawValue: Self.noReasonGiven) : key
    }

    /// What a device said: it may be of any length and hold anything.
    static func deviceReported(_ text: String) -> SessionFailure {
        SessionFailure(reasonCode: .deviceReported, text: cleaned(text))
    }

    static let checksumMismatch = SessionFailure(reasonCode: .checksumMismatch, text: "checksum mismatch")

    /// Where its deadline has come, by the state it was in.
    static func expired(after time: Duration, in state: UpdateSessionState) -> SessionFailure {
        switch state {
        case .initiated: SessionFailure(reasonCode: .notReached, text: "never asked for it in \(time.inWords)")
        case .acknowledged, .downloading, .flashed, .completed, .failed, .cancelled:
            SessionFailure(reasonCode: .noReport, text: "no report for \(time.inWords) while \(state.rawValue)")
        }
    }

    static func cancelled(by principal: Principal) -> SessionFailure {
        SessionFailure(reasonCode: .cancelled, text: "cancelled by \(principal.name)")
    }

    /// All devices of a batch get the same text, so that they are one group.
    static func cancelled(by principal: Principal, reason: String) -> SessionFailure {
        cancelled(byName: principal.name, reason: reason)
    }

    static func cancelled(byName name: String, reason: String) -> SessionFailure {
        SessionFailure(reasonCode: .cancelled, text: cleaned("cancelled by \(name): \(reason)"))
    }

    static let excluded = SessionFailure(reasonCode: .excluded, text: "excluded from the rollout")

    static func deactivated(by principal: Principal) -> SessionFailure {
        SessionFailure(reasonCode: .deviceInactive, text: "device deactivated by \(principal.name)")
    }

    static func updatesDisabled(by principal: Principal) -> SessionFailure {
        SessionFailure(reasonCode: .updatesDisabled, text: "updates switched off by \(principal.name)")
    }

    /// Without control characters, no longer than the column, and never empty.
    static func cleaned(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(FieldRule.text.maximumLength) {
            kept.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return kept.allSatisfy(\.properties.isWhitespace) ? noReasonGiven : String(kept)
    }
}

extension Duration {
    /// In the largest unit that divides it, as `7d`, `2h`, `90m` or `45s`; parts of a second are dropped.
    var inWords: String {
        let seconds = components.seconds
        if seconds >= 86_400, seconds % 86_400 == 0 { return "\(seconds / 86_400)d" }
        if seconds >= 3_600, seconds % 3_600 == 0 { return "\(seconds / 3_600)h" }
        if seconds >= 60, seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }

    /// The same in whole minutes from one minute on.
    package var roundedInWords: String {
        let seconds = components.seconds
        return Duration.seconds(seconds < 60 ? seconds : seconds - seconds % 60).inWords
    }
}
