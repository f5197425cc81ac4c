import SlipwayServices
import TestSupport

extension ScreenWorld {
    /// A row at the front of every list: an organization, a device, a release, a token, and the sessions and events of
    /// the batch that waits.
    func grow() async throws {
        try await repository.write { transaction in
            let organization = try transaction.insertOrganization(name: "aaa")
            try transaction.insertDevices(1, in: organization.id, prefix: "aaa")
            try transaction.insertRelease(version: "9.0.0", status: .draft, digests: .example("9"))
        }
        _ = try await services.authentication.create(
            AccessTokenRequest(description: "newest", scopes: [.devicesRead]), as: self.operator)
        _ = try await BatchProcessor(services: services, worker: "worker-1").step()
    }
}
