import SlipwayServices
import TestSupport

/// Everything after which a device may get no more bytes.
enum DownloadStop: CaseIterable {
    case batchPaused, batchCancelled, sessionCancelled, halted, organizationHalted, organizationInactive
    case deviceInactive, updatesDisabled, tokenRevoked, tokenReplaced

    /// Returns once it is committed.
    func carryOut(on download: LargeDownload) async throws {
        let fleet = download.world.fleet
        let (updates, services) = (fleet.updates, fleet.services)
        switch self {
        case .batchPaused: _ = try await updates.pauseBatch(download.batch, as: fleet.ada)
        case .batchCancelled: _ = try await updates.cancelBatch(download.batch, reason: "smoke", as: fleet.ada)
        case .sessionCancelled: _ = try await updates.cancelSession(download.session, as: fleet.ada)
        case .halted: _ = try await updates.halt(organization: nil, reason: "smoke", as: fleet.ada)
        case .organizationHalted: _ = try await updates.halt(organization: "acme", reason: "smoke", as: fleet.ada)
        case .organizationInactive:
            _ = try await services.organizations.update("acme", OrganizationChange(active: false), as: fleet.ada)
        case .deviceInactive: _ = try await services.devices.setStatus(of: "dev-001", active: false, as: fleet.ada)
        case .updatesDisabled:
            _ = try await services.devices.setStatus(of: "dev-001", updatesEnabled: false, as: fleet.ada)
        case .tokenRevoked: _ = try await services.devices.revokeToken(of: "dev-001", as: fleet.ada)
        case .tokenReplaced: _ = try await services.devices.rotateToken(of: "dev-001", as: fleet.ada)
        }
    }
}
