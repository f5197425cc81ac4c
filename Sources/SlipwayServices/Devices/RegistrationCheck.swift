import SlipwayCore

/// What a registration would meet, without anything being written.
package struct RegistrationCheck: Hashable, Sendable {
    /// What a limit leaves.
    package struct Places: Hashable, Sendable {
        package let organization: String
        package let isActive: Bool
        package let free: Int

        package init(organization: String, isActive: Bool, free: Int) {
            self.organization = organization
            self.isActive = isActive
            self.free = free
        }
    }

    /// By the position of the entry, from 0; what is not in it would be let in now.
    package var refusals: [Int: SlipwayError]
    /// Of each organization that is named, by name.
    package var places: [Places]

    package init(refusals: [Int: SlipwayError] = [:], places: [Places] = []) {
        self.refusals = refusals
        self.places = places
    }
}
