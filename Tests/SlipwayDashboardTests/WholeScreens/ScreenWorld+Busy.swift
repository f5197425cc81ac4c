import SlipwayCore
import SlipwayServices
import TestSupport

extension ScreenWorld {
    /// Two organizations that are at work and one that is halted, releases in every state, a batch that runs and fails
    /// in several ways, with silent devices, a paused one, one that has ended and one that waits; tokens, and the events
    /// of all that. The clock ends where it has begun.
    func fillBusy() async throws {
        let end = clock.now
        clock.advance(by: .seconds(-30 * 3_600))
        try await insertFleet()
        try await runPilot()
        clock.advance(by: .seconds(27 * 3_600))
        try await runMeters()
        clock.advance(by: end - clock.now - .seconds(1_560))
        try await runGateways()
        clock.advance(by: end - clock.now - .seconds(60))
        try await create("apac-gateways", "4.12.0", gateways(37...40))
        clock.advance(by: end - clock.now)
        try await beat()
        _ = try await DeadlineSweep(services: services, worker: "worker-1").step()
    }

    private func beat() async throws {
        _ = try await WorkerHeartbeat(services: services, worker: "worker-1").step()
    }

    private func insertFleet() async throws {
        try await repository.write { transaction in
            let acme = try transaction.insertOrganization(displayName: "Acme Metering", deviceLimit: 300)
            let lab = try transaction.insertOrganization(name: "lab", deviceLimit: 20)
            try transaction.insertOrganization(name: "oldtown", halted: true)
            let gateways = try transaction.insertDevices(
                30, in: acme.id, prefix: "gw", version: "4.11.3", hardwareVersion: "B")
            _ = try transaction.insert(
                (31...40).map { NewDevice.example(uid: "gw-0\($0)", in: acme.id, hardwareVersion: "C") })
            try transaction.insertDevices(12, in: lab.id, prefix: "sensor", version: "2.0.0", hardwareVersion: "S1")
            try transaction.setStatus(of: gateways.suffix(1).map(\.id), active: false, updatesEnabled: nil)
            try transaction.setStatus(of: gateways.suffix(2).prefix(1).map(\.id), active: nil, updatesEnabled: false)
            try transaction.insertRelease(version: "4.12.0", digests: .example("a"), sizeBytes: 48_213_004)
            try transaction.insertRelease(version: "4.13.0", channel: .beta, status: .testing, digests: .example("b"))
            try transaction.insertRelease(version: "5.0.0", channel: .alpha, status: .draft, digests: .example("c"))
            try transaction.insertRelease(version: "4.11.3", status: .deprecated, digests: .example("d"))
            try transaction.insertRelease(
                version: "2.1.0", minimumVersion: "1.9.0", hardwareVersions: ["S1", "S2"], digests: .example("e"),
                sizeBytes: 911_204)
            for seed: Character in ["a", "e"] {
                try transaction.store(chunk: [0], number: 0, ofSHA256: FirmwareDigests.example(seed).sha256)
            }
            try transaction.append([
                .example(.organizationCreated, on: EventSubject(organizationID: acme.id), detail: "acme"),
                .example(.devicesRegistered, on: EventSubject(organizationID: acme.id), detail: "40 devices"),
            ])
        }
        for request in [
            AccessTokenRequest(description: "pipeline", scopes: [.firmwareWrite, .firmwareRead]),
            AccessTokenRequest(
                description: "lab display", scopes: [.devicesRead, .updatesRead], organization: "lab",
                expiresIn: .seconds(90 * 86_400)),
            AccessTokenRequest(description: "intern", scopes: [.admin], expiresIn: .seconds(3_600)),
        ] { _ = try await services.authentication.create(request, as: self.operator) }
    }

    /// All of twelve updated but one.
    private func runPilot() async throws {
        let uids = (1...12).map { "sensor-\(Self.digits($0))" }
        let sessions = try await start(try await create("lab-sensors pilot", "2.1.0", uids))
        for (uid, session) in sessions.dropLast() {
            try await update(uid, session, checksum: FirmwareDigests.example("e").sha256)
            try await report("2.1.0", from: uid)
        }
        for (uid, session) in sessions.suffix(1) { try await fail(uid, session, "battery low: 3 %") }
    }

    private func runMeters() async throws {
        let batch = try await create("us-meters", "4.12.0", gateways(31...36))
        for (uid, session) in try await start(batch).prefix(2) { try await update(uid, session) }
        clock.advance(by: .seconds(600))
        _ = try await services.updates.pauseBatch(batch.id, as: self.operator)
    }

    /// In its 26 minutes ten of 28 succeed, of which one falls back, eight fail, two are silent since their flash.
    private func runGateways() async throws {
        var left = try await start(try await create("eu-gateways", "4.12.0", gateways(1...30)))[...]
        clock.advance(by: .seconds(300))
        for (uid, session) in left.popFirst(10) {
            try await update(uid, session)
            clock.advance(by: .seconds(20))
        }
        for number in 1...9 { try await report("4.12.0", from: "gw-\(Self.digits(number))") }
        try await report("4.11.3", from: "gw-010")
        for (place, (uid, session)) in left.popFirst(5).enumerated() {
            try await fail(uid, session, "signature mismatch: key 0x\(place)f")
        }
        for (uid, session) in left.popFirst(2) { try await fail(uid, session, "no space left on /data") }
        for (uid, session) in left.popFirst(1) {
            try await download(uid, session, percent: 100)
            _ = try await services.updates.flashed(session, as: .device(uid))
            _ = try? await services.updates.complete(session, checksum: "0", as: .device(uid))
        }
        for (uid, session) in left.popFirst(2) {
            try await download(uid, session, percent: 100)
            _ = try await services.updates.flashed(session, as: .device(uid))
        }
        clock.advance(by: .seconds(700))
        for (place, (uid, session)) in left.popFirst(4).enumerated() {
            try await download(uid, session, percent: 20 * (place + 1))
        }
        for (uid, session) in left.popFirst(1) { _ = try await services.updates.acknowledge(session, as: .device(uid)) }
        try await services.reports.flush()
    }

    private func gateways(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { "gw-\(Self.digits($0))" } }

    private static func digits(_ number: Int) -> String {
        String(repeating: "0", count: 3 - String(number).count) + String(number)
    }

    @discardableResult
    private func create(_ name: String, _ version: String, _ uids: [String]) async throws -> UpdateBatch {
        try await services.updates.createBatch(
            BatchRequest(name: name, firmware: .version(version), target: .devices(ids: [], uids: uids)),
            as: self.operator
        ).batch
    }

    /// - Returns: the devices that take part, with their sessions.
    private func start(_ batch: UpdateBatch) async throws -> [(uid: String, session: SessionID)] {
        _ = try await BatchProcessor(services: services, worker: "worker-1").step()
        return try await services.updates.batchDevices(batch.id, as: self.operator, at: .first, limit: 1_000)
            .compactMap { row in row.session.map { (row.deviceUID, $0.sessionID) } }
    }

    private func update(
        _ uid: String, _ session: SessionID, checksum: String = FirmwareDigests.example("a").sha256
    ) async throws {
        let device = Principal.device(uid)
        try await download(uid, session, percent: 100)
        clock.advance(by: .seconds(15))
        _ = try await services.updates.flashed(session, as: device)
        clock.advance(by: .seconds(3))
        _ = try await services.updates.complete(session, checksum: checksum, as: device)
    }

    private func download(_ uid: String, _ session: SessionID, percent: Int) async throws {
        let device = Principal.device(uid)
        _ = try await services.updates.acknowledge(session, as: device)
        clock.advance(by: .seconds(2))
        _ = try await services.updates.readBytes(session, offset: 0, size: 1, as: device)
        _ = try await services.updates.progress(session, percent: percent, bytes: Int64(percent) * 9_112, as: device)
    }

    private func fail(_ uid: String, _ session: SessionID, _ reason: String) async throws {
        _ = try await services.updates.acknowledge(session, as: .device(uid))
        clock.advance(by: .seconds(4))
        _ = try await services.updates.fail(session, reason: reason, as: .device(uid))
    }

    /// What a device says of itself when it asks.
    func report(_ version: String, from uid: String) async throws {
        _ = try await services.updates.check(uid: uid, reportedVersion: version, as: .device(uid))
        try await services.reports.flush()
    }
}

extension ArraySlice {
    /// Takes away as many from the front as there are, at most `count`.
    fileprivate mutating func popFirst(_ count: Int) -> ArraySlice {
        defer { removeFirst(Swift.min(count, self.count)) }
        return prefix(count)
    }
}
