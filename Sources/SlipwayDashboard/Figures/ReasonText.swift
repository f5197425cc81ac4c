import SlipwayCore
import TerminalUI

/// Causes of bad devices in words.
enum ReasonText {
    static func look(_ reason: ReasonSummary) -> StateLook {
        if reason.isLeftOut { return .stopped }
        return switch reason.cause {
        case .failed, .fellBack, .lost: .failed
        case .silentSinceFlash: .stuck
        }
    }

    /// Its part of what is bad; what was left out has none.
    static func share(_ reason: ReasonSummary, of counters: BatchCounters) -> SafeText {
        reason.isLeftOut ? "-" : PercentText.of(reason.count, counters.bad)
    }

    static func text(_ cause: ReasonSummary.Cause) -> SafeText {
        switch cause {
        case .failed(let text): text.isEmpty ? "no reason given" : SafeText(text, limit: 200)
        case .silentSinceFlash: "silent since flash"
        case .fellBack: "fell back to another version"
        case .lost: "lost since completed"
        }
    }

    /// `22 "signature mismatch"`, `12 silent since flash`.
    static func counted(_ reason: ReasonSummary) -> SafeText {
        let count = CountText.exact(reason.count) + " "
        switch reason.cause {
        case .failed(let text) where !text.isEmpty: return count + "\"" + Self.text(reason.cause) + "\""
        case .failed, .silentSinceFlash, .fellBack, .lost: return count + Self.text(reason.cause)
        }
    }

    /// `hw C 100% (batch: 9%)`.
    ///
    /// - Parameter whole: what the second share is of; empty where a line before it has said so.
    static func factor(_ factor: CommonFactor, of whole: SafeText = "") -> SafeText {
        attribute(factor.attribute) + " " + (factor.value.isEmpty ? "?" : SafeText(factor.value, limit: 60)) + " "
            + PercentText.of(share: factor.shareOfReason) + " (" + (whole.isEmpty ? "" : whole + ": ")
            + PercentText.of(share: factor.shareOfBatch) + ")"
    }

    /// What help says of the texts that are shown; nothing where none has anything masked.
    static func helpTopics(of reasons: [ReasonSummary]) -> [HelpOverlay.Section] {
        let isMasked = reasons.contains { if case .failed(let text) = $0.cause { text.contains("#") } else { false } }
        guard isMasked else { return [] }
        let note: SafeText =
            "# stands for any number, address or identifier: texts that differ in nothing else are one cause"
        return [HelpOverlay.Section(title: "in a cause", guide: KeyGuide(notes: [note]))]
    }

    static func attribute(_ attribute: BatchAttribute) -> SafeText {
        switch attribute {
        case .hardwareVersion: "hw"
        case .fromVersion: "from"
        case .organization: "org"
        }
    }
}
