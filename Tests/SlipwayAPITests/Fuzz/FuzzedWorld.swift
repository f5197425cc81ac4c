import SQLiteRepository
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Two organizations in the midst of updates, and every token that somebody might show.
struct FuzzedWorld: Sendable {
    let api: APIWorld
    let repository: SQLiteRepository
    /// The first is acme.
    let organizations: [Organization]
    let devices: [Device]
    /// Of the other organization.
    let otherDevice: Device
    let releases: [FirmwareRelease.ID]
    let batches: [UpdateBatch.ID]
    /// By uid.
    let sessions: [String: SessionID]
    let otherSession: SessionID
    /// For every organization, and for acme alone.
    let tokens: [Scope: [String]]
    let otherAdmin: String
    let expired: String
    let revoked: String
    let deviceTokens: [String: String]

    /// The background work of a moment.
    func work() async throws {
        let fleet = api.fleet
        fleet.clock.advance(by: .seconds(3))
        _ = try await fleet.processor.step()
        _ = try await fleet.sweep.step()
        try await fleet.services.reports.flush()
    }
}

/// A world of its own, for as long as `body` runs.
func withFuzzedWorld(folder: String, _ body: (FuzzedWorld) async throws -> Void) async throws {
    var settings = APISettings()
    settings.uploadFolder = folder
    settings.unauthenticatedBurst = 1_000_000
    settings.deviceRate = 1_000_000
    settings.deviceTelemetry = 1 << 40
    try await withAPI(devices: 8, api: settings) { api in
        try await body(try await makeWorld(api))
    }
}

private func makeWorld(_ api: APIWorld) async throws -> FuzzedWorld {
    let fleet = api.fleet
    let repository = try #require(fleet.services.repository as? SQLiteRepository)
    let (beta, idle, other, draft) = try await repository.write { transaction in
        let beta = try transaction.insertOrganization(name: "beta")
        let idle = try transaction.insertOrganization(name: "idle", active: false)
        let other = try transaction.insertDevices(1, in: beta.id, prefix: "beta")
        let draft = try transaction.insertRelease(
            version: "3.0.0", status: .draft, minimumVersion: "1.0.0", digests: .example("b"))
        return (beta, idle, other, draft)
    }
    let (started, sessions) = try await fleet.startBatch(of: 5)
    for (index, state) in [UpdateSessionState.acknowledged, .downloading, .flashed, .completed].enumerated() {
        try await fleet.take(sessions[index], of: index, to: state)
    }
    let pending = try await fleet.createBatch(of: 7)
    let row = try await fleet.updates.startUpdate(of: other[0].deviceUID, to: fleet.release.id, as: fleet.ada)
    var tokens: [Scope: [String]] = [:]
    for scope in Scope.allCases {
        tokens[scope] = [try await api.token(scope), try await api.token(scope, organization: "acme")]
    }
    let short = AccessTokenRequest(description: "short", scopes: [.admin], organization: nil, expiresIn: .seconds(1))
    let expired = try await fleet.services.authentication.create(short, as: fleet.ada).token
    fleet.clock.advance(by: .seconds(2))
    let gone = try await fleet.services.authentication.create(
        AccessTokenRequest(description: "gone", scopes: [.admin], organization: nil), as: fleet.ada)
    _ = try await fleet.services.authentication.revoke(gone.record.id, as: fleet.ada)
    var deviceTokens: [String: String] = [:]
    for device in fleet.devices + other {
        deviceTokens[device.deviceUID] =
            try await fleet.services.devices.rotateToken(of: device.deviceUID, as: fleet.ada).deviceToken
    }
    return FuzzedWorld(
        api: api, repository: repository, organizations: [fleet.acme, beta, idle], devices: fleet.devices,
        otherDevice: other[0], releases: [fleet.release.id, draft.id], batches: [started, pending.id],
        sessions: Dictionary(zip(fleet.devices.map(\.deviceUID), sessions)) { first, _ in first },
        otherSession: row.session.sessionID, tokens: tokens,
        otherAdmin: try await api.token(.admin, organization: "beta"), expired: expired, revoked: gone.token,
        deviceTokens: deviceTokens)
}
