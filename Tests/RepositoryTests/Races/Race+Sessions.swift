import SlipwayCore
import SlipwayServices

extension Race {
    static let sessions = [
        Race("single update beside deactivation") { round in
            round.uids.prefix(3).flatMap { uid -> [RaceCall] in
                [
                    { try await started(uid, in: round) },
                    { try await round.services.devices.setStatus(of: uid, active: false, as: round.ada).deviceUID },
                ]
            }
        } faults: { _, outcomes in
            unexpected(outcomes, allowed: ["DEVICE_003"])
        },
        Race("single update beside switching updates off") { round in
            round.uids.prefix(3).flatMap { uid -> [RaceCall] in
                [
                    { try await started(uid, in: round) },
                    {
                        try await round.services.devices.setStatus(of: uid, updatesEnabled: false, as: round.ada)
                            .deviceUID
                    },
                ]
            }
        } faults: { _, outcomes in
            unexpected(outcomes, allowed: ["DEVICE_004"])
        },
        Race("single update beside single update") { round in
            times(6) { try await started(round.uids[0], in: round) }
        } faults: { _, outcomes in
            unexpected(outcomes, allowed: ["OTA_001"])
                + fault(outcomes.compactMap(\.returned).count != 1, "not one session")
        },
        Race("single update beside the end of its release") { round in
            round.uids.prefix(4).map { uid -> RaceCall in { try await started(uid, in: round) } }
                + [
                    {
                        try await round.services.firmware.promote(round.release.version, to: .deprecated, by: round.ada)
                            .version
                    }
                ]
        } faults: { round, outcomes in
            let events = try await round.events(.firmwarePromoted, .sessionInitiated)
            let late = events.drop { $0.kind != .firmwarePromoted }.dropFirst().count
            return unexpected(outcomes, allowed: ["FIRMWARE_003"])
                + fault(late > 0, "\(late) sessions of a release that had been deprecated")
        },
        Race("start of a batch beside deactivation") { round in
            _ = try await round.updates.createBatch(round.request(round.devices), as: round.ada)
            let off: RaceCall = {
                let uids = round.uids
                return try await
                    "\(round.services.devices.setStatus(of: uids, active: false, as: round.ada).devices.count)"
            }
            return ["a", "b"].map { worker -> RaceCall in { try await "\(round.processor(worker).step())" } } + [off]
        },
        Race("start of a batch beside its cancellation") { round in
            let batch = try await round.updates.createBatch(round.request(round.devices), as: round.ada).batch
            return ["a", "b"].map { worker -> RaceCall in { try await "\(round.processor(worker).step())" } }
                + [{ try await round.updates.cancelBatch(batch.id, reason: "x", as: round.ada).status.rawValue }]
        } faults: { round, outcomes in
            let open = try await round.services.repository.read { try $0.openSessions(of: round.devices.map(\.id)) }
            return unexpected(outcomes, allowed: []) + fault(!open.isEmpty, "sessions of a batch that was cancelled")
        },
        Race("a report beside deactivation and cancellation") { round in
            let (_, sessions) = try await round.startedBatch()
            let device = Principal.device(round.uids[0])
            return [
                { try await round.updates.acknowledge(sessions[0], as: device).updateStatus.rawValue },
                { try await round.updates.fail(sessions[0], reason: "no space", as: device).updateStatus.rawValue },
                { try await round.updates.cancelSession(sessions[0], as: round.ada).updateStatus.rawValue },
                { try await round.updates.cancelSession(sessions[0], as: round.ada).updateStatus.rawValue },
                {
                    try await round.services.devices.setStatus(of: round.uids[0], active: false, as: round.ada)
                        .deviceUID
                },
            ]
        } faults: { round, outcomes in
            let ends = try await round.events(.sessionCancelled, .sessionFailed).count
            return unexpected(outcomes, allowed: ["UPDATE_009", "UPDATE_011", "UPDATE_013", "DEVICE_003"])
                + fault(ends != 1, "\(ends) ends of one session")
        },
        Race("the last reports of a batch beside its cancellation") { round in
            let (batch, sessions) = try await round.startedBatch()
            return zip(round.uids, sessions).prefix(5).map { uid, session -> RaceCall in
                { try await round.updates.fail(session, reason: "no space", as: .device(uid)).updateStatus.rawValue }
            } + [{ try await round.updates.cancelBatch(batch.id, reason: "x", as: round.ada).status.rawValue }]
        } faults: { round, outcomes in
            let ends = try await round.events(.batchCancelled, .batchFailed, .batchCompleted).count
            return unexpected(outcomes, allowed: ["UPDATE_011"]) + fault(ends != 1, "\(ends) ends of one batch")
        },
        Race("the end of sessions whose deadlines have come beside their reports") { round in
            let (batch, sessions) = try await round.startedBatch()
            round.clock.advance(by: .seconds(30 * 86_400))
            return zip(round.uids, sessions).prefix(3).map { uid, session -> RaceCall in
                { try await round.updates.fail(session, reason: "no space", as: .device(uid)).updateStatus.rawValue }
            }
                + times(2) {
                    try await "\(DeadlineSweep(services: round.services, worker: "sweep").step())"
                } + [{ try await round.updates.cancelBatch(batch.id, reason: "x", as: round.ada).status.rawValue }]
        } faults: { round, outcomes in
            let ends = try await round.events(.batchCancelled, .batchFailed, .batchCompleted).count
            let expired = try await round.events(.sessionExpired, .sessionFailed)
            return unexpected(outcomes, allowed: ["UPDATE_011", "BATCH_003"])
                + fault(ends != 1, "\(ends) ends of one batch")
                + fault(Set(expired.map(\.subject.sessionID)).count != expired.count, "a session ended twice")
        },
        Race("versions that devices report beside the last steps of their sessions") { round in
            let (_, sessions) = try await round.startedBatch()
            let pairs = zip(round.uids, sessions).prefix(3)
            for (uid, session) in pairs {
                let device = Principal.device(uid)
                _ = try await round.updates.acknowledge(session, as: device)
                _ = try await round.updates.readBytes(session, offset: 0, size: 1, as: device)
                _ = try await round.updates.flashed(session, as: device)
            }
            return pairs.map { uid, session -> RaceCall in
                {
                    try await round.updates.complete(
                        session, checksum: round.release.checksum, as: .device(uid)
                    ).updateStatus.rawValue
                }
            }
                + times(2) {
                    for device in round.devices {
                        let report = DeviceReport(
                            deviceID: device.id, at: round.clock.now, version: round.release.version)
                        await round.services.reports.record(report)
                    }
                    try await round.services.reports.flush()
                    return "flushed"
                }
        },
    ]

    private static func started(_ uid: String, in round: RaceRound) async throws -> String {
        try await round.updates.startUpdate(of: uid, to: round.release.id, as: round.ada).session.sessionID.description
    }
}
