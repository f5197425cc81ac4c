import SlipwayCore
import TerminalUI

/// Times as long as a glance needs them: minutes, so that an idle screen changes once a minute.
enum SpanText {
    /// `<1m`, `23m`, `2h05m`, `4d`.
    static func coarse(_ span: Duration) -> SafeText {
        let minutes = max(0, span.components.seconds) / 60
        switch minutes {
        case 0: return "<1m"
        case ..<60: return SafeText("\(minutes)m")
        case ..<2_880: return SafeText("\(minutes / 60)h\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)m")
        default: return SafeText("\(minutes / 1_440)d")
        }
    }

    /// To the second below a minute: what a bucket of durations says.
    static func bucket(_ span: Duration?) -> SafeText {
        guard let span else { return "?" }
        let seconds = span.components.seconds
        return seconds < 60 ? SafeText("~\(seconds)s") : "~" + coarse(span)
    }
}

extension ViewContext {
    /// As `t` wants it.
    func time(_ timestamp: Timestamp, seconds: Bool = false) -> SafeText {
        time(WallTime(milliseconds: timestamp.milliseconds), seconds: seconds)
    }
}
