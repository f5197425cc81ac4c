import Foundation
import Logging
import SlipwayCore
import SlipwayServices

/// Devices in an empty database, each of which has an update that it has not acknowledged yet.
struct WaitingFleet: Sendable {
    struct Offer: Sendable {
        let session: SessionID
        let device: Device.ID
        let deviceUID: String
        let token: String
        let batch: UpdateBatch

        var check: [UInt8] { KeepAliveLoad.request("GET", checkPath, token: token) }
        var acknowledgement: [UInt8] { KeepAliveLoad.request("POST", acknowledgementPath, token: token) }
        var checkPath: String { path("check?version=1.0.0") }
        var acknowledgementPath: String { path("\(session)/ack") }

        func path(_ call: String) -> String { "/api/v2/device/\(deviceUID)/updates/\(call)" }
    }

    static let actor = Principal.operator("benchmark")
    private static let registrations = 100

    let offers: [Offer]
    let services: Services

    /// - Parameters:
    ///   - batchSize: devices in a batch, at most 500 and a multiple of 100.
    ///   - firmware: what the release's bytes spell.
    init(
        of count: Int, in repository: any Repository, batchSize: Int = 100, firmware: String = "firmware"
    ) async throws {
        let services = Services(
            repository: repository, logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
        let acme = try await services.organizations.create(
            NewOrganization(name: "acme", environment: .staging, deviceLimit: count), as: Self.actor)
        let release = try await Self.release(firmware, in: repository)
        var offers: [Offer] = []
        for start in stride(from: 0, to: count, by: batchSize) {
            var registered: [RegistrationResult.Registered] = []
            for first in stride(from: start, to: min(start + batchSize, count), by: Self.registrations) {
                let entries = (first..<min(first + Self.registrations, count)).map { number in
                    RegistrationEntry(deviceUID: "gw-\(number)", organizationID: acme.id, hardwareVersion: "rev-a")
                }
                registered += try await services.devices.register(entries, as: Self.actor).successful
            }
            let batch = try await services.updates.createBatch(
                BatchRequest(
                    name: "batch", firmware: .id(release), target: .devices(ids: registered.map(\.device.id), uids: []),
                    maximumInFlight: 500),
                as: Self.actor
            ).batch
            _ = try await BatchProcessor(services: services, worker: "benchmark").step()
            let rows = try await services.updates.batchDevices(
                batch.id, as: Self.actor, at: .first, limit: registered.count)
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
        guard offers.count == count else { throw SystemFault(saying: "\(offers.count) of \(count) updates began") }
        (self.offers, self.services) = (offers, services)
    }

    /// One that is approved, with its bytes in pieces of a MiB.
    static func release(
        _ firmware: String, version: String = "2.0.0", in repository: any Repository
    ) async throws -> FirmwareRelease.ID {
        let sha256 = TokenHash.sha256Hex(of: firmware)
        let bytes = Array(firmware.utf8)
        return try await repository.write { transaction in
            try transaction.beginUpload(ofSHA256: sha256)
            for (number, start) in stride(from: 0, to: bytes.count, by: 1 << 20).enumerated() {
                let chunk = Array(bytes[start..<min(start + 1 << 20, bytes.count)])
                try transaction.store(chunk: chunk, number: number, ofSHA256: sha256)
            }
            let release = try transaction.insert(
                NewFirmwareRelease(version: version, channel: .production, fileName: "gateway.bin"),
                digests: FirmwareDigests(sha256: sha256, sha1: "00", md5: "00"), sizeBytes: Int64(bytes.count))
            try transaction.setStatus(of: release.id, to: .approved)
            try transaction.endUpload(ofSHA256: sha256)
            return release.id
        }
    }

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
