import SlipwayCore
import SlipwayServices
import TerminalUI

/// What the first line says, in the product's words.
extension HeaderState {
    /// - Parameters:
    ///   - organization: the one that is shown, or words for all of them.
    ///   - isProduction: whether that one is in production, which is marked.
    ///   - pollInterval: milliseconds.
    init(organization: SafeText, isProduction: Bool = false, viewer: Viewer, pollInterval: Int64) {
        self.init(
            product: "slipway", scope: HeaderBadge(organization, role: isProduction ? .headerAlert : .header),
            notes: .database, viewer: viewer, pollInterval: pollInterval)
    }
}

extension ConnectionNotes {
    fileprivate static let database = ConnectionNotes(
        unknown: "db ?", answered: "db ok", slow: "db slow", lost: "db lost", lostMessage: "the database is lost")
}

extension HeaderBadge {
    /// Work waits, and no worker does it.
    static let noWorker = HeaderBadge("no worker", role: .messageWarning)

    /// `ALL HALTED`, or `2 HALTED` for so many organizations; none where nothing is.
    static func halts(_ halts: [StandingHalt]) -> [HeaderBadge] {
        guard let first = halts.first else { return [] }
        let text: SafeText =
            switch first.reach {
            case .everything: "ALL HALTED"
            case .organization: CountText.exact(halts.count) + " HALTED"
            }
        return [HeaderBadge(text, role: .messageError, help: ConditionText.halt(first))]
    }

    init(_ trouble: ClockTrouble) {
        self.init(ClockText.short(trouble), role: .messageWarning, help: ClockText.words(trouble))
    }
}

extension ThemeCatalog {
    /// The shipped themes; a file of a user may name roles as earlier versions did.
    package static var dashboard: ThemeCatalog { ThemeCatalog(roleAliases: ["header.production": .headerAlert]) }
}
