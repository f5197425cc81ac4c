import DeviceSimulator
import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport

/// Organizations with devices that have tokens, and two releases, on a PostgreSQL that may be crashed.
struct SharedFleet: Sendable {
    struct Group: Sendable {
        var devices: [Device.ID] = []
        var members: [FleetMember] = []
    }

    static let profile = FleetProfile(seed: 20_261_125, failureRate: 0.08, silentRate: 0, fallBackRate: 0.04)

    /// Where it is looked at.
    private(set) var database: PostgresDatabase
    let services: Services
    let groups: [Group]
    let releases: [FirmwareRelease.ID]
    /// Of somebody who may make and stop batches.
    let token: String

    var deviceCount: Int { groups.reduce(0) { $0 + $1.devices.count } }

    /// With a cluster of its own, which keeps what was committed whatever happens to it.
    ///
    /// - Parameter settings: for its command line.
    static func with(
        groups: Int, devices: Int, settings: [String] = ["autovacuum=off"],
        _ body: (SharedFleet) async throws -> Void
    ) async throws {
        try await PostgresCluster(settings: settings).withDatabase { database in
            let fleet = try await withTemporaryFolder { folder in
                try await SharedFleet(on: database, groups: groups, devices: devices, in: folder)
            }
            try await body(fleet)
        }
    }

    private init(on database: PostgresDatabase, groups count: Int, devices: Int, in folder: URL) async throws {
        let ada = Principal.operator("ada")
        let services = Services(repository: try await database.open(clock: nil), logger: .quiet)
        var groups: [Group] = []
        for number in 0..<count {
            groups.append(try await Self.register(devices, in: "acme-\(number)", with: services, as: ada))
        }
        var releases: [FirmwareRelease.ID] = []
        for version in ["2.0.0", "3.0.0"] {
            let release = try await services.approvedRelease(
                version, filledWith: UInt8(releases.count), count: 20_000, in: folder, by: ada)
            releases.append(release.id)
        }
        let request = AccessTokenRequest(description: "ci", scopes: [.updatesWrite])
        token = try await services.authentication.create(request, as: ada).token
        self.database = database
        self.services = services
        self.groups = groups
        self.releases = releases
    }

    /// A new organization with so many devices, whose hardware is A and B in turn.
    static func register(
        _ count: Int, in name: String, with services: Services, as ada: Principal
    ) async throws -> Group {
        let organization = try await services.organizations.create(
            NewOrganization(name: name, environment: .staging, deviceLimit: count), as: ada)
        var group = Group()
        for start in stride(from: 0, to: count, by: 100) {
            let entries = (start..<min(start + 100, count)).map {
                RegistrationEntry(
                    deviceUID: "\(name)-gw-\($0)", organizationID: organization.id, hardwareVersion: ["A", "B"][$0 % 2])
            }
            for registered in try await services.devices.register(entries, as: ada).successful {
                group.devices.append(registered.device.id)
                group.members.append(
                    FleetMember(
                        deviceUID: registered.device.deviceUID, token: registered.deviceToken,
                        hardwareVersion: registered.device.hardwareVersion))
            }
        }
        return group
    }

    /// The same where another server has taken over.
    func moved(to server: PostgresServer) -> SharedFleet {
        var fleet = self
        fleet.database = PostgresDatabase(name: database.name, on: server)
        return fleet
    }

    /// A batch of all devices of the first organization, with its sessions.
    func startBatch() async throws -> [BatchDeviceRow] {
        let ada = Principal.operator("ada")
        let request = BatchRequest(
            name: "spring", firmware: .id(releases[0]), target: .devices(ids: groups[0].devices, uids: []))
        let batch = try await services.updates.createBatch(request, as: ada).batch
        _ = try await BatchProcessor(services: services, worker: "worker-1").step()
        return try await services.updates.batchDevices(batch.id, as: ada, at: .first, limit: 500)
    }
}
