/// Which of the registered devices a fleet plays.
package struct FleetSelection: Hashable, Sendable {
    /// The name of the only organization; none for all.
    package let organization: String?
    /// At most so many, the first by uid; none for all.
    package let deviceLimit: Int?

    package init(organization: String? = nil, deviceLimit: Int? = nil) {
        self.organization = organization
        self.deviceLimit = deviceLimit
    }
}
