/// A plan that was saved under a name, for rollouts to come.
package struct RolloutTemplate: Hashable, Sendable, Codable {
    package typealias ID = RecordID<RolloutTemplate>

    /// Of one organization, and of those for all.
    package static let limit = 1_000

    package let id: ID
    /// None where it is for all.
    package let organizationID: Organization.ID?
    package let name: String
    /// As rollouts keep theirs.
    package let plan: StoredTemplatePlan
    package let savedBy: String
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(
        id: ID, organizationID: Organization.ID?, name: String, plan: StoredTemplatePlan, savedBy: String,
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.organizationID = organizationID
        self.name = name
        self.plan = plan
        self.savedBy = savedBy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What a template says of the rollouts that are made by it, as it is kept.
package struct StoredTemplatePlan: Hashable, Sendable, Codable {
    package let text: String
    package let version: Int
    /// None for the default.
    package let maximumInFlight: Int?

    package init(text: String, version: Int = RolloutPlan.version, maximumInFlight: Int?) {
        self.text = text
        self.version = version
        self.maximumInFlight = maximumInFlight
    }
}
