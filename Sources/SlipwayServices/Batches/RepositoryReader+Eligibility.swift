import SlipwayCore

extension RepositoryReader {
    /// What decides of each of the candidates whether it may take the release now.
    func eligibility(of candidates: [BatchCandidate], for release: FirmwareRelease) throws -> DeviceEligibility {
        DeviceEligibility(for: release, inactiveOrganizations: try inactiveOrganizations(of: candidates))
    }

    /// With their names.
    func inactiveOrganizations(of candidates: [BatchCandidate]) throws -> [Organization.ID: String] {
        try inactiveOrganizations(among: Set(candidates.map(\.organizationID)))
    }
}
