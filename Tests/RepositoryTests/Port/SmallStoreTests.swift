import SlipwayCore
import TestSupport
import Testing

@Suite struct SmallStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `events keep every part of what they concern, the newest first`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            let context = try #require(try await world.read { try $0.sessionContext(started.sessions[0]) })
            let subject = EventSubject(of: context)
            try await world.write {
                try $0.append([
                    .example(.batchStarted, by: .worker("w"), on: EventSubject(batchID: started.batch.id)),
                    .example(.sessionFailed, by: .device("dev-001"), on: subject, detail: "no \"space\"\u{1B}[31m"),
                ])
            }
            let events = try await world.read { try $0.events(ofBatch: started.batch.id, limit: 9) }
            #expect(events.map(\.kind) == [.sessionFailed, .batchStarted])
            #expect(events[0].subject == subject)
            #expect(events[0].deviceUID == "dev-001")
            #expect(events[0].actorKind == .device)
            #expect(events[0].actorName == "dev-001")
            #expect(events[0].detail == "no \"space\"\u{1B}[31m")
            #expect(events[0].at == world.clock.now)
            let own = OrganizationScope.one(started.organization.id)
            let newest = try await world.read { try $0.page(of: EventQuery(), in: own, at: .first, limit: 9) }
            #expect(newest.rows == [events[0]])
            let older = PagePosition.after(newest.entries[0].anchor)
            #expect(
                try await world.read { try $0.page(of: EventQuery(), in: .all, at: older, limit: 9).rows }
                    == [events[1]])
            #expect(
                try await world.read { try $0.live(started.batch.id, limits: .init(events: 1))?.events } == [events[0]])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the live screen names the device of an event, whoever acted`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            let context = try #require(try await world.read { try $0.sessionContext(started.sessions[0]) })
            let subject = EventSubject(of: context)
            try await world.write {
                try $0.append([
                    .example(.batchStarted, by: .worker("w"), on: EventSubject(batchID: started.batch.id)),
                    .example(.sessionAcknowledged, by: .device("dev-001"), on: subject),
                    .example(.sessionExpired, by: .worker("w"), on: subject),
                ])
            }
            let live = try await world.read { try $0.live(started.batch.id, limits: BatchLiveLimits()) }
            #expect(live?.events.map(\.deviceUID) == ["dev-001", "dev-001", nil])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the pulse tells the latest heartbeat and since when work waits`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let quiet = try await world.read { try $0.pulse() }
            #expect(quiet.latestHeartbeat == nil)
            #expect(quiet.workWaitingSince == nil)
            #expect(!quiet.hasWorker(at: world.clock.now))
            let batch = try await world.write { transaction in
                try transaction.recordHeartbeat(of: "a", kind: .serve)
                let organization = try transaction.insertOrganization()
                let devices = try transaction.insertDevices(1, in: organization.id)
                return try transaction.insertBatch(of: devices, firmware: try transaction.insertRelease().id)
            }
            let busy = try await world.read { try $0.pulse() }
            #expect(busy.latestHeartbeat == world.clock.now)
            #expect(busy.workWaitingSince == batch.runAfter)
            #expect(busy.hasWorker(at: world.clock.now + .seconds(14)))
            #expect(!busy.hasWorker(at: world.clock.now + Worker.patience))
            // Without the mark, which moves with every commit of a server that other tests share.
            let live = try await world.read { try $0.live(batch.id, limits: BatchLiveLimits())?.pulse }
            #expect(live?.latestHeartbeat == busy.latestHeartbeat)
            #expect(live?.workWaitingSince == busy.workWaitingSince)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `workers come by their latest heartbeat, and not once they have stopped`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            try await world.write { try $0.recordHeartbeat(of: "a", kind: .serve) }
            world.clock.advance(by: .seconds(1))
            try await world.write { try $0.recordHeartbeat(of: "b", kind: .serve) }
            #expect(try await world.read { try $0.workers(limit: 9).map(\.name) } == ["b", "a"])
            world.clock.advance(by: .seconds(1))
            try await world.write { try $0.recordHeartbeat(of: "a", kind: .serve) }
            #expect(
                try await world.read { try $0.workers(limit: 1) }
                    == [Worker(name: "a", kind: .serve, lastHeartbeat: world.clock.now)])
            for _ in 0..<2 { try await world.write { try $0.recordStop(of: "a") } }
            #expect(try await world.read { try $0.workers(limit: 9).map(\.name) } == ["b"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `since when somebody is there is kept`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            #expect(try await world.read { try $0.servicePresence() } == nil)
            for since in [nil, Timestamp.example] {
                let presence = ServicePresence(seenAt: .example + .seconds(1), since: since)
                try await world.write { try $0.setServicePresence(presence) }
                #expect(try await world.read { try $0.servicePresence() } == presence)
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the end of a halt of everything is kept`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            #expect(try await world.read { try $0.systemHalt() } == SystemHalt(halted: false, resumedAt: nil))
            try await world.write { try $0.setSystemHalted(false) }
            #expect(try await world.read { try $0.systemHalt() } == SystemHalt(halted: false, resumedAt: nil))
            try await world.write { try $0.setSystemHalted(true) }
            #expect(try await world.read { try $0.systemHalt() } == SystemHalt(halted: true, resumedAt: nil))
            world.clock.advance(by: .seconds(60))
            let released = world.clock.now
            try await world.write { try $0.setSystemHalted(false) }
            world.clock.advance(by: .seconds(60))
            try await world.write { try $0.setSystemHalted(false) }
            #expect(try await world.read { try $0.systemHalt() } == SystemHalt(halted: false, resumedAt: released))
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the halts that hold come with who halted what, that of everything first`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let acme = try await world.write { try $0.insert(NewOrganization(name: "acme", environment: .staging)) }
            let note = HaltNote(by: "ada", reason: "smoke", at: world.clock.now)
            let reach = StandingHalt.Reach.organization(acme.id, name: acme.name)
            #expect(try await world.read { try $0.halts(limit: 10) } == [])
            try await world.write { transaction in
                var halted = acme
                halted.halted = true
                try transaction.update(halted)
                try transaction.setSystemHalted(true)
            }
            let unknown = [
                StandingHalt(reach: .everything, note: nil), StandingHalt(reach: reach, note: nil),
            ]
            #expect(try await world.read { try $0.halts(limit: 10) } == unknown)
            try await world.write { transaction in
                try transaction.noteHalt(of: .everything, note)
                try transaction.noteHalt(of: reach, note)
            }
            let known = [StandingHalt(reach: .everything, note: note), StandingHalt(reach: reach, note: note)]
            #expect(try await world.read { try $0.halts(limit: 10) } == known)
            #expect(try await world.read { try $0.halts(limit: 1) } == Array(known.prefix(1)))
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `what is noted of a halt does not count for the next one`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let acme = try await world.write { try $0.insert(NewOrganization(name: "acme", environment: .staging)) }
            let reach = StandingHalt.Reach.organization(acme.id, name: acme.name)
            // As a program does that notes nothing.
            for halted in [true, false, true] {
                world.clock.advance(by: .seconds(60))
                try await world.write { transaction in
                    let isFirst = try transaction.halts(limit: 1).isEmpty && halted
                    var changed = acme
                    changed.halted = halted
                    try transaction.update(changed)
                    try transaction.setSystemHalted(halted)
                    guard isFirst, try transaction.organization(acme.id)?.haltReleasedAt == nil else { return }
                    let note = HaltNote(by: "ada", reason: "smoke", at: transaction.now)
                    try transaction.noteHalt(of: .everything, note)
                    try transaction.noteHalt(of: reach, note)
                }
            }
            #expect(try await world.read { try $0.halts(limit: 10) }.map(\.note) == [nil, nil])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `signing keys come by name, each once, and go by name`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let keys = ["b", "a%", "", "A"].map { SigningKey(name: $0, publicKey: "key of \($0)") }
            try await world.write { transaction in
                try transaction.setSystemHalted(true)
                for key in keys { try transaction.setSigningKey(key) }
                try transaction.setSigningKey(SigningKey(name: "b", publicKey: "another"))
            }
            let another = SigningKey(name: "b", publicKey: "another")
            #expect(try await world.read { try $0.signingKeys() } == [keys[2], keys[3], keys[1], another])
            #expect(try await world.write { try $0.removeSigningKey(named: "a%") })
            #expect(try await world.write { try $0.removeSigningKey(named: "a%") } == false)
            #expect(try await world.read { try $0.signingKeys() } == [keys[2], keys[3], another])
            #expect(try await world.read { try $0.systemHalt().halted })
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `whether releases need a signature is kept apart from the keys`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            #expect(try await world.read { try $0.requiresSignatures() } == false)
            try await world.write { try $0.setSigningKey(SigningKey(name: "a", publicKey: "key")) }
            for required in [true, false, true] {
                try await world.write { try $0.setRequiresSignatures(required) }
                #expect(try await world.read { try $0.requiresSignatures() } == required)
            }
            #expect(try await world.write { try $0.removeSigningKey(named: "a") })
            #expect(try await world.read { try $0.requiresSignatures() && $0.signingKeys().isEmpty })
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `what people set is kept by name, apart from what the service keeps beside it`(database: ConformingDatabase)
        async throws
    {
        try await database.withWorld { world in
            #expect(try await world.read { try $0.storedSettings() } == [:])
            try await world.write { transaction in
                try transaction.setSystemHalted(true)
                try transaction.setSigningKey(SigningKey(name: "setting:a", publicKey: "key"))
                try transaction.setServicePresence(ServicePresence(seenAt: .example, since: .example))
                for name in ["a", "b", "system_halted", "signing_key:a", "é%_"] {
                    try transaction.setSetting(name, to: "1")
                }
                try transaction.setSetting("b", to: "no number\u{7}")
            }
            #expect(
                try await world.read { try $0.storedSettings() } == [
                    "a": "1", "b": "no number\u{7}", "system_halted": "1", "signing_key:a": "1", "é%_": "1",
                ])
            #expect(try await world.read { try $0.systemHalt().halted })
            #expect(try await world.read { try $0.signingKeys().map(\.name) } == ["setting:a"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `candidates are found by id and uid, each once`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 2)
            let ids = started.devices.map(\.id)
            let found = try await world.read { try $0.candidates(ids: [ids[0]], uids: ["dev-001", "dev-002", "x"]) }
            #expect(Set(found.map(\.deviceID)) == Set(ids))
            #expect(found.count == 2)
            #expect(found.map { DeviceEligibility.refusal(of: $0) } == [.alreadyUpdating, .alreadyUpdating])
            let own = try await world.read { try $0.candidates(ofOrganization: started.organization.id, limit: 1) }
            #expect(own.map(\.deviceUID) == ["dev-001"])
        }
    }
}
