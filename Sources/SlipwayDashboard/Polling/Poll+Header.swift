import TerminalUI

extension Poll {
    /// `retry in 4s (ctrl-r now)` while the database is lost.
    func retryLine(_ context: ViewContext) -> StyledText? {
        guard let left = retry(at: context.now.instant) else { return nil }
        let when: SafeText = left > 0 ? "retry in \((left + 999) / 1_000)s" : "asking again"
        return StyledText(when + " (ctrl-r now)", .error)
    }
}
