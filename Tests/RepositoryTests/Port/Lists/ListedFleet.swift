import SlipwayCore
import TestSupport

/// Two organizations with devices of all kinds, batches and sessions in every state.
struct ListedFleet: Sendable {
    struct ListedDevice: Sendable {
        let device: Device
        let status: UpdateSessionState?
    }

    let acme: Organization
    let other: Organization
    let batches: [UpdateBatch]
    let devices: [ListedDevice]
    let sessions: [SessionRow]
    private(set) var now: Timestamp

    static let deviceCount = 24

    init(in world: DatabaseWorld) async throws {
        let (acme, other) = try await world.write { transaction in
            (try transaction.insertOrganization(), try transaction.insertOrganization(name: "Other, \"Inc\""))
        }
        (self.acme, self.other) = (acme, other)
        let uids = (0..<Self.deviceCount).map { number in
            // Neither in the order of ids nor of serials, and some begin as other devices' serials do.
            "\(["gw", "Gw", "dev", "é"][number % 4])-\(String((number * 7) % 24 + 10))"
        }
        try await world.write { transaction in
            let inserted = try transaction.insert(
                uids.enumerated().map { number, uid in
                    NewDevice.example(
                        uid: uid, serialNumber: "\(["gw", "sn", "de"][number % 3])-\(99 - number)",
                        in: number % 3 == 1 ? other.id : acme.id, hardwareVersion: "rev-\(["a", "b"][number % 2])")
                })
            for (number, device) in inserted.enumerated() {
                if number % 5 == 0 { try transaction.setStatus(of: [device.id], active: false, updatesEnabled: nil) }
                if number % 7 == 0 { try transaction.setStatus(of: [device.id], active: nil, updatesEnabled: false) }
                // Every fourth was never heard of; others were heard of at the same instant.
                if number % 4 == 3 { continue }
                let version = number % 6 == 0 ? nil : "1.\(number % 3).0"
                try transaction.report(
                    version, from: device.id, at: transaction.now - .seconds(Int64(number / 3) * 600))
            }
        }
        batches = try await Self.startBatches(of: uids, in: world)
        let found = try await world.read { reader in
            let sessions = try reader.everything {
                try reader.page(of: SessionQuery(isReversed: true), in: .all, at: $0, limit: 100)
            }
            return (devices: try reader.everyDevice(), sessions: sessions, now: reader.now)
        }
        sessions = found.sessions
        // Later sessions come later, so that the last one stays.
        let latest = Dictionary(found.sessions.map { ($0.session.deviceID, $0.session.updateStatus) }) { $1 }
        devices = found.devices.map { ListedDevice(device: $0, status: latest[$0.id]) }
        now = found.now
    }

    /// The same as it was found at another moment.
    func later(_ instant: Timestamp) -> ListedFleet {
        var fleet = self
        fleet.now = instant
        return fleet
    }

    /// Two batches, of which the second comes later and has devices of the first.
    private static func startBatches(of uids: [String], in world: DatabaseWorld) async throws -> [UpdateBatch] {
        try await world.write { transaction in
            let devices = try uids.prefix(16).compactMap { try transaction.device(uid: $0) }
            let release = try transaction.insertRelease()
            let first = try transaction.insertBatch(of: Array(devices.prefix(9)), firmware: release.id)
            let sessions = try transaction.startBatch(first)
            try transaction.complete(sessions[0])
            try transaction.step(sessions[1], to: .failed, reason: .checksumMismatch, failure: "bad image 7")
            try transaction.step(sessions[2], to: .failed, reason: .deviceReported, failure: "no space")
            try transaction.step(sessions[3], to: .acknowledged)
            return [first]
        } + world.laterBatch(of: uids)
    }
}

extension DatabaseWorld {
    fileprivate func laterBatch(of uids: [String]) async throws -> [UpdateBatch] {
        clock.advance(by: .seconds(3_600))
        return try await write { transaction in
            let devices = try uids.dropFirst(1).prefix(12).compactMap { try transaction.device(uid: $0) }
            let release = try transaction.insertRelease(version: "3.0.0")
            let second = try transaction.insertBatch(of: devices, firmware: release.id, name: "autumn")
            let sessions = try transaction.startBatch(second, sessionsFrom: 100)
            if let last = sessions.last { try transaction.step(last, to: .acknowledged) }
            return [second]
        }
    }
}
