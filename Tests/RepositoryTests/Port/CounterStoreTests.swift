import SlipwayCore
import TestSupport
import Testing

@Suite struct CounterStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a figure that was changed past the rules differs, and no other`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch()
            let batch = started.batch.id
            try await world.write { transaction in
                try transaction.step(started.sessions[0], to: .failed, reason: .deviceReported, failure: "no space")
            }
            try await world.change("UPDATE update_batches SET n_acknowledged = 1 WHERE id = \(batch)")
            try await world.change(
                "UPDATE update_batch_reasons SET n = 7 WHERE update_batch_id = \(batch) AND reason_key = 'no space'")
            try await world.change("DELETE FROM update_batch_minutes WHERE update_batch_id = \(batch)")
            let recount = try await world.read { try $0.recount(batch, limit: 9) }
            #expect(
                recount == [
                    .batch(batch): [
                        CounterDifference(of: .batch(batch), figure: "n_acknowledged", kept: 1, counted: 0),
                        CounterDifference(
                            of: .batch(batch), figure: "update_batch_reasons", key: "failed no space", kept: 7,
                            counted: 1),
                        CounterDifference(
                            of: .batch(batch), figure: "update_batch_minutes", key: "finished", kept: 0, counted: 1),
                        CounterDifference(
                            of: .batch(batch), figure: "update_batch_minutes", key: "bad", kept: 0, counted: 1),
                    ],
                    // Its figures follow its batches, its places the sessions; all are counted from its batches.
                    .rollout(started.batch.rolloutID): [
                        CounterDifference(
                            of: .rollout(started.batch.rolloutID), figure: "taken", key: "shard 0", kept: 0, counted: 1)
                    ],
                ])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `of many that are wrong a recount tells some`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch()
            try await world.change("DELETE FROM update_batch_attributes")
            let batch = started.batch.id
            let recount = try await world.read { try $0.recount(batch, limit: 2) }
            #expect(recount[.batch(batch)]?.map(\.key) == ["from_version 1.0.0", "hardware_version rev-a"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `batches and organizations come by their ids, devices in pieces`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 5)
            let other = try await world.write { transaction in
                let organization = try transaction.insertOrganization(name: "aaa")
                let batch = try transaction.insertBatch(of: started.devices, firmware: started.release.id)
                return (organization: organization, batch: batch.id)
            }
            let (first, acme) = (started.batch.id, started.organization.id)
            let batches = try await world.read {
                [try $0.batchIDs(after: nil, limit: 1), try $0.batchIDs(after: first, limit: 9)]
            }
            #expect(batches == [[first], [other.batch]])
            let organizations = try await world.read { reader in
                try [nil, acme, other.organization.id].map { try reader.organization(after: $0)?.id }
            }
            #expect(organizations == [acme, other.organization.id, nil])
            let uids = started.devices.map(\.deviceUID).sorted()
            let pieces = try await world.read { reader in
                try [nil, uids[1], uids[3]].map { try reader.countDevices(of: acme, after: $0, limit: 2) }
            }
            #expect(
                pieces == [
                    DeviceCount(count: 2, last: uids[1]), DeviceCount(count: 2, last: uids[3]),
                    DeviceCount(count: 1, last: nil),
                ])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `what is noted of a subject is replaced as a whole`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let batch = CounterSubject.batch(.init(7))
            let differences = [
                CounterDifference(of: batch, figure: "n_failed", kept: 4, counted: 3),
                CounterDifference(of: batch, figure: "update_batch_reasons", key: "a\u{1B}", kept: 0, counted: 1),
            ]
            let others = [CounterSubject.organization(.init(7)), .rollout(.init(7))].map {
                CounterDifference(of: $0, figure: "n", kept: 1, counted: 2)
            }
            try await world.write { transaction in
                try transaction.note(differences.reversed(), of: batch)
                for other in others { try transaction.note([other], of: other.subject) }
            }
            #expect(try await world.read { try $0.notedDifferences(of: [batch]) } == differences)
            let both = [others[0].subject, batch]
            #expect(try await world.read { try $0.notedDifferences(of: both) } == differences + [others[0]])
            #expect(try await world.read { try $0.notedDifferences(of: []) } == [])
            #expect(try await world.read { try $0.notedDifferences(limit: 9) } == differences + others)
            #expect(try await world.read { try $0.notedDifferences(limit: 1) } == [differences[0]])
            try await world.write { try $0.note([differences[1]], of: batch) }
            #expect(try await world.read { try $0.notedDifferences(of: [batch]) } == [differences[1]])
            try await world.write { try $0.note([], of: batch) }
            #expect(try await world.read { try $0.notedDifferences(limit: 9) } == others)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `of many who find the same at once, one finds it not noted yet`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            for number in 1...20 {
                let subject = CounterSubject.batch(.init(Int64(number)))
                let difference = CounterDifference(of: subject, figure: "n_failed", kept: 4, counted: 3)
                let first = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            try await world.write { transaction in
                                guard try transaction.notedDifferences(of: [subject]).isEmpty else { return false }
                                try transaction.note([difference], of: subject)
                                return true
                            }
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(first == 1)
            }
        }
    }
}
