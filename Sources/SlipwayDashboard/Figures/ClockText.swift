import SlipwayServices
import TerminalUI

/// What is wrong with the clock that dates everything.
enum ClockText {
    /// `clock +40d` for one that jumped, `db clock -1h00m` for one that differs from this machine's.
    static func short(_ trouble: ClockTrouble) -> SafeText {
        switch trouble {
        case .differs(let difference): "db clock " + signed(difference)
        case .jumped(let jump): "clock " + signed(jump)
        }
    }

    /// The same for a line of its own.
    static func words(_ trouble: ClockTrouble) -> SafeText {
        switch trouble {
        case .differs(let difference):
            "the database's clock is " + span(difference) + (difference < .zero ? " behind" : " ahead of")
                + " this machine's"
        case .jumped(let jump): "the clock jumped " + (jump < .zero ? "back" : "ahead") + " by " + span(jump)
        }
    }

    private static func signed(_ span: Duration) -> SafeText { (span < .zero ? "-" : "+") + self.span(span) }

    private static func span(_ span: Duration) -> SafeText {
        let (seconds, day) = (Int64(abs((span / .seconds(1)).rounded())), Int64(86_400))
        return TimeStyle.span((seconds < 2 * day ? seconds : (seconds + day / 2) / day * day) * 1_000)
    }
}
