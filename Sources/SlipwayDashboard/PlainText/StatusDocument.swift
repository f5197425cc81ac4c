import SlipwayCore
import SlipwayServices
import TerminalUI

/// What is wrong, for programs.
package struct StatusDocument: Encodable {
    private let at: Timestamp
    private let organization: String?
    private let openRollouts: Int
    /// Whether there are more open rollouts than were looked at.
    private let openIsCapped: Bool
    private let conditions: [ConditionDocument]
    /// Each kind of condition that was looked for.
    private let lookedAt: [String]

    /// - Parameter organization: the one that was asked for; none for all.
    package init(_ home: HomeView, organization: String?) {
        at = home.at
        self.organization = organization
        openRollouts = home.rollouts.count { $0.attention != .ended }
        openIsCapped = home.openIsCapped
        conditions = home.conditions.map { ConditionDocument($0, at: home.at) }
        lookedAt = ConditionKind.allCases.map(\.rawValue)
    }
}

/// One condition; its text is what the home screen says of it.
private struct ConditionDocument: Encodable {
    private let kind: String
    private let subject: String
    private let rolloutId: Int64?
    private let count: Int?
    private let since: Timestamp?
    private let text: String

    init(_ condition: Condition, at now: Timestamp) {
        kind = condition.kind.rawValue
        subject = ConditionText.name(condition).plain(.unicode)
        rolloutId = condition.row?.summary.rollout.id.rawValue
        count = condition.count
        since = condition.since
        text = ConditionText.text(condition, at: now).plain(.unicode)
    }
}
