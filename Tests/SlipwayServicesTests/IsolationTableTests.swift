import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Every operation of every service: a record of another organization is answered like one that does not exist.
@Suite struct IsolationTableTests {
    /// One operation on a record that is named; `names` are one of another organization and one that does not exist.
    private struct Row: Sendable {
        let operation: String
        let names: [String]
        let run: @Sendable (String) async throws -> Void
    }

    /// Operations on no named record, each shown elsewhere to keep to its principal's organization.
    private static let shownElsewhere: Set<String> = [
        // IsolationTests: lists, counts, screens, creations, and what is refused without a scope.
        "page", "count", "feed", "home", "resolve", "createBatch", "planBatch", "create", "plan", "rollouts",
        "register", "checkRegistration",
        // ReleaseReachTests.
        "importFile",
        // Public keys are for everybody to read.
        "signingKeys", "signatureRules",
        // SigningKeyTests.
        "addSigningKey", "removeSigningKey",
        // SettingServiceTests.
        "settings", "set",
        // CounterRepairTests.
        "audit", "repair",
        // FleetFiguresTests.
        "figures",
        // ListViewTests.
        "view",
        // EventExportTests.
        "exportEvents",
        // TokenIsolationTests.
        "ingestBatch",
        // TemplateServiceTests.
        "templates", "save",
    ]

    @Test func `what belongs to others is answered like what does not exist`() async throws {
        try await withRows { rows, fleet in
            let events = try await fleet.events()
            for row in rows {
                var answers: [String] = []
                for name in row.names {
                    do {
                        try await row.run(name)
                        answers.append("done")
                    } catch let error as SlipwayError {
                        answers.append("\(error.code) " + error.message.replacing(name, with: "NAME"))
                    }
                }
                #expect(answers[0] == answers[1], "\(row.operation)")
                #expect(answers[0] != "done", "\(row.operation)")
            }
            let after = try await fleet.events()
            #expect(after == events)
            let device = try await fleet.device(at: 0)
            #expect(device.active && device.updatesEnabled)
        }
    }

    @Test func `no operation is missing from the table`() async throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/SlipwayServices").standardizedFileURL
        var operations: Set<String> = []
        for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
            ?? .init()
        where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /package func (\w+)\(([^{]*?principal: Principal[^{]*?)\{/) {
                operations.insert(String(match.1))
            }
        }
        #expect(operations.count > 30)
        try await withRows { rows, _ in
            let named = Set(rows.map(\.operation)).union(Self.shownElsewhere)
            #expect(operations.subtracting(named) == [])
        }
    }

    @Test func `a bulk change passes the devices of others by, and names them as unknown`() async throws {
        try await withTwo { fleet, eve in
            let result = try await fleet.services.devices.setStatus(
                of: ["dev-001", "beta-001", "none-001"], active: false, as: eve)
            #expect(result.devices.map(\.deviceUID) == ["beta-001"])
            #expect(result.unknown == ["dev-001", "none-001"])
            let device = try await fleet.device(at: 0)
            #expect(device.active)
        }
    }

    private func withTwo(_ body: (StockedFleet, Principal) async throws -> Void) async throws {
        try await withFleet { fleet in
            let beta = try await fleet.services.repository.write { transaction in
                let beta = try transaction.insertOrganization(name: "beta")
                try transaction.insertDevices(1, in: beta.id, prefix: "beta")
                return beta
            }
            try await body(fleet, .operator("eve", organization: .one(beta.id)))
        }
    }

    private func withRows(_ body: ([Row], StockedFleet) async throws -> Void) async throws {
        try await withTwo { fleet, eve in
            let (batch, sessions) = try await fleet.startBatch()
            let theirs = try await fleet.services.repository.write { transaction in
                try transaction.insertRelease(version: "7.7.0", organization: fleet.acme.id)
            }
            let request = AccessTokenRequest(description: "t", scopes: [.admin], organization: "acme")
            let token = try await fleet.services.authentication.create(request, as: fleet.ada).record.id
            let rows =
                Self.onDevices(fleet, eve) + Self.onBatches(fleet, eve, batch)
                + Self.onRollouts(fleet, eve, try await fleet.batch(batch).rolloutID)
                + Self.onSessions(fleet, eve, sessions[0]) + Self.onOrganizations(fleet, eve)
                + Self.onReleases(fleet, eve, theirs)
                + [
                    Row(operation: "revoke", names: ["\(token)", "404"]) { name in
                        let id = AccessToken.ID(Int64(name) ?? 0)
                        _ = try await fleet.services.authentication.revoke(id, as: eve)
                    }
                ] + (try await Self.onTemplates(fleet, eve))
            try await body(rows, fleet)
        }
    }

    private static func onDevices(_ fleet: StockedFleet, _ eve: Principal) -> [Row] {
        let services = fleet.services
        let names = ["dev-001", "dev-404"]
        return [
            Row(operation: "device", names: ["\(fleet.devices[0].id)", "404"]) {
                _ = try await services.devices.device(Device.ID(Int64($0) ?? 0), as: eve)
            },
            Row(operation: "device", names: names) { _ = try await services.devices.device(uid: $0, as: eve) },
            Row(operation: "startUpdate", names: names) {
                _ = try await services.updates.startUpdate(of: $0, to: fleet.release.id, as: eve)
            },
            Row(operation: "setStatus", names: names) {
                _ = try await services.devices.setStatus(of: $0, active: false, as: eve)
            },
            Row(operation: "rotateToken", names: names) {
                _ = try await services.devices.rotateToken(of: $0, as: eve)
            },
            Row(operation: "revokeToken", names: names) {
                _ = try await services.devices.revokeToken(of: $0, as: eve)
            },
            Row(operation: "deviceHistory", names: names) {
                _ = try await services.updates.deviceHistory(uid: $0, as: eve, limit: 5)
            },
            Row(operation: "check", names: names) {
                _ = try await services.updates.check(uid: $0, reportedVersion: nil, as: eve)
            },
            Row(operation: "ingest", names: names) {
                _ = try await services.telemetry.ingest([#"{"ev":"boot"}"#], from: $0, as: eve)
            },
            Row(operation: "telemetry", names: names) {
                _ = try await services.telemetry.telemetry(ofDevice: $0, after: nil, limit: 1, as: eve)
            },
        ]
    }

    private static func onReleases(_ fleet: StockedFleet, _ eve: Principal, _ theirs: FirmwareRelease) -> [Row] {
        let (firmware, updates) = (fleet.services.firmware, fleet.updates)
        let names = [theirs.version, "4.0.4"]
        let ids = ["\(theirs.id)", "404"]
        @Sendable func request(_ version: String) -> BatchRequest {
            BatchRequest(name: "n", firmware: .version(version), target: .organization("beta"))
        }
        return [
            Row(operation: "release", names: ids) {
                _ = try await firmware.release(FirmwareRelease.ID(Int64($0) ?? 0), as: eve)
            },
            Row(operation: "release", names: names) { _ = try await firmware.release(version: $0, as: eve) },
            Row(operation: "promote", names: names) { _ = try await firmware.promote($0, to: .deprecated, by: eve) },
            Row(operation: "attach", names: names) {
                _ = try await firmware.attach(try SigningPair().signature(of: [1]), to: $0, by: eve)
            },
            Row(operation: "planBatch", names: names) { _ = try await updates.planBatch(request($0), as: eve) },
            Row(operation: "createBatch", names: names) { _ = try await updates.createBatch(request($0), as: eve) },
            Row(operation: "startUpdate", names: ids) {
                _ = try await updates.startUpdate(of: "beta-001", to: FirmwareRelease.ID(Int64($0) ?? 0), as: eve)
            },
        ]
    }

    private static func onBatches(_ fleet: StockedFleet, _ eve: Principal, _ batch: UpdateBatch.ID) -> [Row] {
        let updates = fleet.updates
        let names = ["\(batch)", "404"]
        func row(_ operation: String, _ run: @escaping @Sendable (UpdateBatch.ID) async throws -> Void) -> Row {
            Row(operation: operation, names: names) { try await run(UpdateBatch.ID(Int64($0) ?? 0)) }
        }
        return [
            row("batch") { _ = try await updates.batch($0, as: eve) },
            row("batchDevices") { _ = try await updates.batchDevices($0, as: eve, at: .first, limit: 1) },
            row("gate") { _ = try await updates.gate(of: $0, as: eve) },
            row("live") { _ = try await updates.live($0, as: eve, limits: BatchLiveLimits()) },
            row("pauseBatch") { _ = try await updates.pauseBatch($0, as: eve) },
            row("resumeBatch") { _ = try await updates.resumeBatch($0, as: eve) },
            row("cancelBatch") { _ = try await updates.cancelBatch($0, reason: "x", as: eve) },
            row("retryBatch") { _ = try await updates.retryBatch($0, as: eve) },
        ]
    }

    private static func onRollouts(_ fleet: StockedFleet, _ eve: Principal, _ rollout: Rollout.ID) -> [Row] {
        let rollouts = fleet.services.rollouts
        func row(_ operation: String, _ run: @escaping @Sendable (Rollout.ID) async throws -> Void) -> Row {
            Row(operation: operation, names: ["\(rollout)", "404"]) { try await run(Rollout.ID(Int64($0) ?? 0)) }
        }
        return [
            row("rollout") { _ = try await rollouts.rollout($0, as: eve) },
            row("pause") { _ = try await rollouts.pause($0, as: eve) },
            row("resume") { _ = try await rollouts.resume($0, as: eve) },
            row("cancel") { _ = try await rollouts.cancel($0, reason: "x", as: eve) },
            row("view") { _ = try await rollouts.view(of: $0, as: eve) },
            row("explanation") { _ = try await rollouts.explanation(of: $0, as: eve) },
            row("rollBack") { _ = try await rollouts.rollBack($0, reason: "x", as: eve) },
            row("retry") { _ = try await rollouts.retry($0, RetryGroup(.lost), as: eve) },
            row("exclude") {
                let filter = try Filter("hardware=C", of: DeviceOrder.self)
                _ = try await rollouts.exclude($0, filter, reason: "x", as: eve)
            },
            row("submit") { _ = try await rollouts.submit($0, as: eve) },
            row("approve") { _ = try await rollouts.approve($0, as: eve) },
            row("deny") { _ = try await rollouts.deny($0, reason: "x", as: eve) },
            row("edit") { _ = try await rollouts.edit($0, RolloutEdit(name: "x"), as: eve) },
            row("finish") { _ = try await rollouts.finish($0, as: eve) },
            row("advance") { _ = try await rollouts.advance($0, past: 1, reason: "x", as: eve) },
        ]
    }

    private static func onTemplates(_ fleet: StockedFleet, _ eve: Principal) async throws -> [Row] {
        let templates = fleet.services.templates
        let plan = RolloutPlan(filter: nil)
        let saved = try await templates.save(
            TemplateRequest(name: "careful", organization: "acme", plan: plan, maximumInFlight: nil), as: fleet.ada)
        func row(_ operation: String, _ run: @escaping @Sendable (RolloutTemplate.ID) async throws -> Void) -> Row {
            Row(operation: operation, names: ["\(saved.record.id)", "404"]) {
                try await run(RolloutTemplate.ID(Int64($0) ?? 0))
            }
        }
        return [
            row("template") { _ = try await templates.template($0, as: eve) },
            row("delete") { _ = try await templates.delete($0, as: eve) },
        ]
    }

    private static func onSessions(_ fleet: StockedFleet, _ eve: Principal, _ session: SessionID) -> [Row] {
        let updates = fleet.updates
        let other = IdentifierSource.seeded(404).sessionID()
        func row(_ operation: String, _ run: @escaping @Sendable (SessionID) async throws -> Void) -> Row {
            Row(operation: operation, names: [session.description, other.description]) {
                try await run(SessionID($0) ?? other)
            }
        }
        return [
            row("session") { _ = try await updates.session($0, as: eve) },
            row("cancelSession") { _ = try await updates.cancelSession($0, as: eve) },
            row("acknowledge") { _ = try await updates.acknowledge($0, as: eve) },
            row("download") { _ = try await updates.download(of: $0, as: eve) },
            row("readBytes") { _ = try await updates.readBytes($0, offset: 0, size: 1, as: eve) },
            row("progress") { _ = try await updates.progress($0, percent: 1, bytes: 1, as: eve) },
            row("flashed") { _ = try await updates.flashed($0, as: eve) },
            row("complete") { _ = try await updates.complete($0, checksum: "x", as: eve) },
            row("fail") { _ = try await updates.fail($0, reason: "x", as: eve) },
        ]
    }

    private static func onOrganizations(_ fleet: StockedFleet, _ eve: Principal) -> [Row] {
        let services = fleet.services
        let names = ["acme", "none"]
        let ids = ["\(fleet.acme.id)", "404"]
        return [
            Row(operation: "organization", names: ids) {
                _ = try await services.organizations.organization(Organization.ID(Int64($0) ?? 0), as: eve)
            },
            Row(operation: "name", names: ids) {
                _ = try await services.organizations.name(of: Organization.ID(Int64($0) ?? 0), as: eve)
            },
            Row(operation: "organization", names: names) {
                _ = try await services.organizations.organization(named: $0, as: eve)
            },
            Row(operation: "update", names: names) {
                _ = try await services.organizations.update($0, OrganizationChange(), as: eve)
            },
            Row(operation: "create", names: names) {
                let request = AccessTokenRequest(description: "t", scopes: [.admin], organization: $0)
                _ = try await services.authentication.create(request, as: eve)
            },
            Row(operation: "halt", names: names) {
                _ = try await services.updates.halt(organization: $0, reason: "x", as: eve)
            },
            Row(operation: "release", names: names) {
                _ = try await services.updates.release(organization: $0, as: eve)
            },
        ]
    }
}
