import DeviceSimulator
import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport

/// Organizations whose rollouts a second person approves, each with devices of several versions.
struct DayFleet: Sendable {
    static let organizations = 5
    /// Of each organization.
    static let devices = 12
    /// The two that are rolled out; what the devices run at first never fails.
    static let versions = ["2.0.0", "3.0.0"]
    static let profile: FleetProfile = {
        let good = FleetRates(failure: 0, silence: 0, fallBack: 0)
        let bad = FleetRates(failure: 0.08, silence: 0, fallBack: 0.04)
        return FleetProfile(
            seed: 20_261_130, rates: good, ratesByRelease: Dictionary(uniqueKeysWithValues: versions.map { ($0, bad) }))
    }()

    let database: DayDatabase
    let services: Services
    let groups: [SharedFleet.Group]
    /// Those of ``versions``.
    let releases: [FirmwareRelease.ID]
    /// Of a person who writes and stops rollouts.
    let author: String
    /// Of another one, who approves them.
    let approver: String

    var members: [FleetMember] { groups.flatMap(\.members) }

    static func organization(_ number: Int) -> String { "acme-\(number)" }

    static func with(_ kind: DayDatabase.Kind, _ body: (DayFleet) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await DayDatabase.with(kind, in: folder) { database in
                try await body(try await DayFleet(on: database, in: folder))
            }
        }
    }

    private init(on database: DayDatabase, in folder: URL) async throws {
        let ada = Principal.operator("ada")
        let services = Services(repository: database.repository, logger: .quiet)
        var groups: [SharedFleet.Group] = []
        for number in 0..<Self.organizations {
            let name = Self.organization(number)
            groups.append(try await SharedFleet.register(Self.devices, in: name, with: services, as: ada))
            _ = try await services.organizations.update(name, OrganizationChange(approval: .rollouts), as: ada)
        }
        for member in groups.flatMap(\.members) {
            _ = try await services.updates.check(
                uid: member.deviceUID, reportedVersion: Self.profile.factoryVersion(of: member.deviceUID),
                as: .device(member.deviceUID))
        }
        try await services.reports.flush()
        var releases: [FirmwareRelease.ID] = []
        for (number, version) in (["1.0.0", "1.1.0", "1.1.2"] + Self.versions).enumerated() {
            let release = try await services.approvedRelease(
                version, filledWith: UInt8(number), count: 20_000, in: folder, by: ada)
            if Self.versions.contains(version) { releases.append(release.id) }
        }
        author = try await Self.token("author", [.updatesRead, .updatesWrite], by: services)
        approver = try await Self.token("approver", [.updatesApprove], by: services)
        self.database = database
        self.services = services
        self.groups = groups
        self.releases = releases
    }

    /// Made by a third person: a token stands for the one who made it as well.
    private static func token(
        _ description: String, _ scopes: Set<Scope>, by services: Services
    ) async throws -> String {
        let request = AccessTokenRequest(description: description, scopes: scopes)
        return try await services.authentication.create(request, as: .operator("root")).token
    }
}
