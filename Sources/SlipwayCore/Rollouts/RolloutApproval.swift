/// How far a rollout is on its way to being approved.
package struct RolloutApproval: Hashable, Sendable {
    /// Who did something to a draft, and when.
    package struct Signature: Hashable, Sendable {
        package let by: String
        package let at: Timestamp

        package init(by: String, at: Timestamp) {
            self.by = by
            self.at = at
        }
    }

    /// Raised by every edit, from 1 on.
    package let revision: Int
    /// Who asked for the approval; none where that was not since the last edit.
    package let submission: Signature?
    /// How many devices the plan found then.
    package let submittedCount: Int?
    /// None also where no approval was due.
    package let approval: Signature?
    /// How many devices the plan found then; another count in the end by over 1 % pauses the rollout.
    package let approvedCount: Int?

    package init(
        revision: Int = 1, submission: Signature? = nil, submittedCount: Int? = nil, approval: Signature? = nil,
        approvedCount: Int? = nil
    ) {
        self.revision = revision
        self.submission = submission
        self.submittedCount = submittedCount
        self.approval = approval
        self.approvedCount = approvedCount
    }

    /// Whether other devices take part than were approved, as far as their number shows it.
    package func hasDrifted(to count: Int) -> Bool {
        guard let approvedCount else { return false }
        return BatchPlan.toleratedShare * abs(count - approvedCount) > approvedCount
    }
}

/// What was submitted, as text that ``RolloutContent`` is kept in.
package struct RolloutSubmissions: Hashable, Sendable {
    /// None where it never was.
    package let latest: String?
    /// The one before the latest.
    package let earlier: String?

    package init(latest: String? = nil, earlier: String? = nil) {
        self.latest = latest
        self.earlier = earlier
    }
}

/// Who wrote a part of a draft: creating it, or changing it.
package struct RolloutAuthor: Hashable, Sendable {
    package let kind: Principal.Kind
    package let name: String
    /// As it was then: a token may be gone by the time of the approval.
    package let token: TokenOrigin?

    package init(kind: Principal.Kind, name: String, token: TokenOrigin? = nil) {
        self.kind = kind
        self.name = name
        self.token = token
    }

    package init(_ principal: Principal) {
        self.init(kind: principal.kind, name: principal.name, token: principal.token)
    }

    /// Why the other may not approve what this one wrote; none where it is another person, as far as that can be told.
    ///
    /// Two tokens of one description are taken for one person's, and so are a token and who made it.
    package func refusal(of other: RolloutAuthor) -> String? {
        if kind == other.kind, person == other.person { return "\(name) wrote it" }
        if let token, let theirs = other.token, Self.plain(token.description) == Self.plain(theirs.description) {
            return "the token of \(name), who wrote it, has the same description"
        }
        if let token = other.token, let maker = token.madeBy, maker == name || maker == person {
            return "\(name), who wrote it, made the token"
        }
        if let token, let maker = token.madeBy, maker == other.name || maker == other.person {
            return "\(other.name) made the token of \(name), who wrote it"
        }
        return nil
    }

    /// Of an operator who became another user: `root (sudo by ada)` is `ada`.
    private var person: Substring {
        guard kind == .operator, name.hasSuffix(")"), let start = name.firstRange(of: " (sudo by ")?.upperBound else {
            return name[...]
        }
        return name[start...].dropLast()
    }

    /// What differs in blanks or in case alone reads as the same name.
    private static func plain(_ description: String) -> String {
        description.lowercased().filter { !$0.isWhitespace }
    }
}
