import SlipwayCore
import SlipwayServices

extension Race {
    static let creations = [
        Race("one key, many times at once") { round in
            let request = round.request(round.devices, key: "key-\(round.number)")
            return times(6) { try await made(round.updates.createBatch(request, as: round.tenant)) }
        } faults: { round, outcomes in
            let created = try await round.events(.batchCreated).count
            return unexpected(outcomes, allowed: []) + fault(Set(batches(outcomes)).count != 1, "several batches")
                + fault(created != 1, "\(created) events of one batch")
                + fault(outcomes.count { $0.returned?.hasSuffix("new") == true } != 1, "made more than once")
        },
        Race("one key of two tenants at once") { round in
            let other = try await RaceRound(1_000 + round.number, of: round.services, at: round.clock)
            return [round, other].flatMap { round in
                times(3) {
                    let request = round.request(round.devices, key: "shared-\(round.number % 1_000)")
                    let created = try await round.updates.createBatch(request, as: round.tenant)
                    let isOwn = created.batch.organizationID == round.organization.id
                    return (isOwn ? "" : "foreign ") + made(created)
                }
            }
        } faults: { round, outcomes in
            let foreign = outcomes.count { $0.returned?.hasPrefix("foreign") == true }
            return unexpected(outcomes, allowed: []) + fault(foreign > 0, "\(foreign) answers are another tenant's")
                + fault(Set(batches(outcomes)).count != 2, "\(Set(batches(outcomes)).count) batches of two tenants")
        },
        Race("one key, two requests at once") { round in
            (0..<6).map { place -> RaceCall in
                let request = round.request(round.devices, name: place < 3 ? "a" : "b", key: "key-\(round.number)")
                return { try await made(round.updates.createBatch(request, as: round.tenant)) }
            }
        } faults: { _, outcomes in
            let refused = outcomes.count { $0 == .refused(code: "REQUEST_015") }
            return unexpected(outcomes, allowed: ["REQUEST_015"])
                + fault(refused != 3, "\(refused) of 3 refused") + fault(Set(batches(outcomes)).count != 1, "batches")
        },
        Race("creation beside deactivation") { round in
            creations(in: round)
                + round.uids.prefix(3).map { uid -> RaceCall in
                    { try await round.services.devices.setStatus(of: uid, active: false, as: round.ada).deviceUID }
                }
        } faults: { round, outcomes in
            while try await round.processor("worker").step() {}
            return unexpected(outcomes, allowed: ["BATCH_001"])
                + (try await misplaced(in: round, after: .deviceDeactivated))
        },
        Race("creation beside switching updates off") { round in
            creations(in: round)
                + round.uids.prefix(3).map { uid -> RaceCall in
                    {
                        try await round.services.devices.setStatus(of: uid, updatesEnabled: false, as: round.ada)
                            .deviceUID
                    }
                }
        } faults: { round, outcomes in
            while try await round.processor("worker").step() {}
            return unexpected(outcomes, allowed: ["BATCH_001"])
                + (try await misplaced(in: round, after: .deviceUpdatesOff))
        },
        Race("creation beside the end of its release") { round in
            creations(in: round)
                + [
                    {
                        try await round.services.firmware.promote(round.release.version, to: .deprecated, by: round.ada)
                            .version
                    }
                ]
        } faults: { round, outcomes in
            let events = try await round.events(.firmwarePromoted, .batchCreated)
            let late = events.drop { $0.kind != .firmwarePromoted }.dropFirst().count
            return unexpected(outcomes, allowed: ["FIRMWARE_003"])
                + fault(late > 0, "\(late) batches of a release that had been deprecated")
        },
        Race("creation beside a halt and its end") { round in
            let name = round.organization.name
            return creations(in: round) + [
                { try await "\(round.updates.halt(organization: name, reason: "smoke", as: round.ada))" },
                { try await "\(round.updates.release(organization: name, as: round.ada))" },
            ]
        },
        Race("retry beside retry") { round in
            let (batch, sessions) = try await round.startedBatch()
            for session in sessions { _ = try await round.updates.cancelSession(session, as: round.ada) }
            return times(5) { try await made(round.updates.retryBatch(batch.id, as: round.ada)) }
        } faults: { round, outcomes in
            let retried = try await round.events(.batchRetried).count
            return unexpected(outcomes, allowed: []) + fault(Set(batches(outcomes)).count != 1, "several batches")
                + fault(retried != 1, "\(retried) events of one retry")
        },
    ]

    private static func creations(in round: RaceRound) -> [RaceCall] {
        round.devices.prefix(3).map { device -> RaceCall in
            { try await made(round.updates.createBatch(round.request([device]), as: round.ada)) }
        }
    }

    private static func made(_ created: CreatedBatch) -> String {
        "\(created.batch.id) \(created.wasRepeat ? "again" : "new")"
    }

    private static func batches(_ outcomes: [RaceOutcome]) -> [Substring] {
        outcomes.compactMap { $0.returned?.split(separator: " ").first { Int($0) != nil } }
    }

    /// Batches of one device each that were made after the device had been switched off.
    private static func misplaced(in round: RaceRound, after kind: EventKind) async throws -> [String] {
        let events = try await round.events(kind, .batchCreated)
        var off: Set<Device.ID> = []
        var faults: [String] = []
        for event in events {
            if let device = event.subject.deviceID, event.kind == kind { off.insert(device) }
            guard event.kind == .batchCreated, let batch = event.subject.batchID else { continue }
            let rows = try await round.updates.batchDevices(batch, as: round.ada, at: .first, limit: 9)
            if rows.contains(where: { off.contains($0.batchDevice.deviceID) }) {
                faults.append("batch \(batch) was made of a device that had been switched off")
            }
        }
        return faults
    }
}
