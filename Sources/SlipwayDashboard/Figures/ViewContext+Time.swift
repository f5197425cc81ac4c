import SlipwayCore
import TerminalUI

extension ViewContext {
    /// As `t` wants it.
    func time(_ timestamp: Timestamp, seconds: Bool = false) -> SafeText {
        time(WallTime(milliseconds: timestamp.milliseconds), seconds: seconds)
    }
}
