import Logging
import SQLiteRepository
import SlipwayCore
import SlipwayServices

/// A new file of devices, each of which has an update that it has not acknowledged yet.
struct WaitingFleet {
    struct Offer: Sendable {
        let session: SessionID
        let device: Device.ID
        let deviceUID: String
        let token: String
        let batch: UpdateBatch
    }

    /// What the clock says all the time: no deadline passes while it is measured.
    static let now = Timestamp(milliseconds: 1_800_000_000_000)

    let offers: [Offer]
    private let services: Services

    init(of count: Int, path: String) async throws {
        let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let ada = Principal.operator("benchmark")
        try SQLiteRepository.migrate(path: path)
        let repository = try SQLiteRepository.open(path: path, clock: { Self.now })
        services = Services(repository: repository, logger: logger)
        let acme = try await services.organizations.create(
            NewOrganization(name: "acme", environment: .staging, deviceLimit: count), as: ada)
        let release = try await repository.write { transaction in
            let release = try transaction.insert(
                NewFirmwareRelease(version: "2.0.0", channel: .production, fileName: "gateway.bin"),
                digests: FirmwareDigests(sha256: "00", sha1: "00", md5: "00"), sizeBytes: 1_000_000)
            try transaction.setStatus(of: release.id, to: .approved)
            return release.id
        }
        var offers: [Offer] = []
        for start in stride(from: 0, to: count, by: Self.registrations) {
            let entries = (start..<min(start + Self.registrations, count)).map { number in
                RegistrationEntry(deviceUID: "gw-\(number)", organizationID: acme.id, hardwareVersion: "rev-a")
            }
            let registered = try await services.devices.register(entries, as: ada).successful
            let batch = try await services.updates.createBatch(
                BatchRequest(
                    name: "batch", firmware: .id(release),
                    target: .devices(ids: registered.map(\.device.id), uids: [])),
                as: ada
            ).batch
            _ = try await BatchProcessor(services: services, worker: "benchmark").step()
            let rows = try await services.updates.batchDevices(batch.id, as: ada, at: .first, limit: entries.count)
            let sessions = Dictionary(rows.map { ($0.deviceUID, $0.session?.sessionID) }) { first, _ in first }
            offers += registered.compactMap { registered in
                let device = registered.device
                return (sessions[device.deviceUID] ?? nil).map { session in
                    Offer(
                        session: session, device: device.id, deviceUID: device.deviceUID,
                        token: registered.deviceToken, batch: batch)
                }
            }
        }
        self.offers = offers
    }

    private static let registrations = 100

    /// - Parameter width: how many devices acknowledge at once; each is followed by another one.
    func acknowledge(_ offers: ArraySlice<Offer>, width: Int) async throws {
        let updates = services.updates
        try await withThrowingTaskGroup(of: Void.self) { devices in
            for first in 0..<width {
                let own = stride(from: offers.startIndex + first, to: offers.endIndex, by: width).map { offers[$0] }
                devices.addTask {
                    for offer in own {
                        _ = try await updates.report(
                            .acknowledged, on: offer.session, from: offer.deviceUID, token: offer.token)
                    }
                }
            }
            try await devices.waitForAll()
        }
    }
}
