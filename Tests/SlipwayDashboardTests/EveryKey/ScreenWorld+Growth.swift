import SlipwayServices
import TestSupport

extension ScreenWorld {
    /// A row at the front of every list: an organization, a device, a release, a batch, a token, and the sessions and events of
    /// the batch that waits.
    func grow() async throws {
        try await repository.write { transaction in
            let organization = try transaction.insertOrganization(name: "aaa")
            try transaction.insertDevices(1, in: organization.id, prefix: "aaa")
            let devices = try transaction.insertDevices(1, in: organization.id, prefix: "aab")
            let release = try transaction.insertRelease(version: "9.0.0", digests: .example("9"))
            try transaction.insertBatch(of: devices, firmware: release.id, name: "newest")
        }
        _ = try await services.authentication.create(
            AccessTokenRequest(description: "newest", scopes: [.devicesRead]), as: self.operator)
        _ = try await BatchProcessor(services: services, worker: "worker-1").step()
    }
}
