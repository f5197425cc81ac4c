import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Drafts, from the creation to the start, on every database.
@Suite struct ApprovalTests {
    private static let bob = Principal.operator("bob")

    @Test(arguments: ConformingDatabase.kinds)
    func `a rollout that another person has to approve begins only then`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, world in
            try await fleet.askForApproval()
            let id = try await fleet.createPlan()
            try await fleet.conduct()
            let draft = try await fleet.rollout(id)
            #expect(draft.status == .draft && !draft.awaitsApproval)
            #expect(draft.targets == RolloutTargets(isFrozen: false, total: 0, left: 0))
            #expect(await code { try await fleet.rollouts.approve(id, as: Self.bob) } == "ROLLOUT_002")

            let submitted = try await fleet.rollouts.submit(id, as: fleet.ada)
            #expect(submitted.status == .draft && submitted.awaitsApproval)
            #expect(submitted.approval.submission == .init(by: "ada", at: world.clock.now))
            #expect(submitted.approval.submittedCount == 12)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .draft)

            let approved = try await fleet.rollouts.approve(id, as: Self.bob)
            #expect(approved.status == .scheduled)
            #expect(approved.approval.approval == .init(by: "bob", at: world.clock.now))
            #expect(approved.approval.approvedCount == 12)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .inProgress)
            #expect(try await fleet.batches(of: id).count == 1)
            let kinds: [EventKind] = [.rolloutCreated, .rolloutSubmitted, .rolloutApproved, .rolloutFrozen]
            #expect(try await fleet.eventKinds().filter { kinds.contains($0) } == kinds)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `nothing waits for a person where no organization asks for that`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            let id = try await fleet.createPlan(submits: true)
            #expect(try await fleet.rollout(id).status == .pending)
            let draft = try await fleet.createPlan(submits: false)
            #expect(try await fleet.rollout(draft).status == .draft)
            let begun = try await fleet.rollouts.submit(draft, as: fleet.ada)
            #expect(begun.status == .scheduled && begun.approval.approval == nil)
            try await fleet.conduct()
            #expect(try await fleet.rollout(draft).status == .inProgress)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `creating it can ask for the approval at once, and a repeat is the same draft`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, _ in
            try await fleet.askForApproval()
            let id = try await fleet.createPlan(requestID: "r-1", submits: true)
            #expect(try await fleet.rollout(id).approval.submittedCount == 12)
            #expect(try await fleet.createPlan(requestID: "r-1", submits: true) == id)
            #expect(await code { try await fleet.createPlan(requestID: "r-1", submits: false) } == "REQUEST_015")
            let before = try await fleet.events().count
            await #expect(throws: SlipwayError.noTargets) {
                try await fleet.createPlan(filter: "organization=acme and hardware=none", submits: true)
            }
            #expect(try await fleet.events().count == before)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `listed devices wait in the draft, and begin or end with it`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, world in
            try await fleet.askForApproval()
            let request = RolloutRequest(
                name: "spring", firmware: .id(fleet.release.id),
                target: .devices(ids: fleet.devices.prefix(6).map(\.id), uids: []),
                waves: [WavePlan(size: .count(2)), WavePlan(size: .share(1))], submits: true)
            let ids = try await [fleet.ada, fleet.ada].asyncMap {
                try await fleet.rollouts.create(request, as: $0).rollout.id
            }
            let draft = try await fleet.rollout(ids[0])
            #expect(draft.targets == RolloutTargets(isFrozen: false, total: 6, left: 6))
            #expect(draft.approval.submittedCount == 6)
            #expect(try await world.wrongFigures() == [])

            _ = try await fleet.rollouts.approve(ids[0], as: Self.bob)
            try await fleet.conduct()
            #expect(try await fleet.rollout(ids[0]).targets == RolloutTargets(isFrozen: true, total: 6, left: 4))

            let denied = try await fleet.rollouts.deny(ids[1], reason: "too early", as: Self.bob)
            #expect(denied.status == .cancelling)
            try await fleet.conduct()
            let ended = try await fleet.rollout(ids[1])
            #expect(ended.status == .cancelled)
            #expect(ended.targets == RolloutTargets(isFrozen: true, total: 6, left: 0))
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a draft is denied or cancelled with a reason, and nothing of it is left`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            try await fleet.askForApproval()
            let denied = try await fleet.createPlan(submits: true)
            #expect(await code { try await fleet.rollouts.deny(denied, reason: " ", as: Self.bob) } == "REQUEST_001")
            #expect(try await fleet.rollouts.deny(denied, reason: "no", as: Self.bob).status == .cancelled)
            let cancelled = try await fleet.createPlan()
            #expect(try await fleet.rollouts.cancel(cancelled, reason: "no", as: fleet.ada).status == .cancelled)
            for id in [denied, cancelled] {
                #expect(await code { try await fleet.rollouts.approve(id, as: Self.bob) } == "ROLLOUT_002")
                #expect(await code { try await fleet.rollouts.submit(id, as: fleet.ada) } == "ROLLOUT_002")
                #expect(await code { try await fleet.rollouts.deny(id, reason: "x", as: Self.bob) } == "ROLLOUT_002")
                let edit = RolloutEdit(name: "summer")
                #expect(await code { try await fleet.rollouts.edit(id, edit, as: fleet.ada) } == "ROLLOUT_002")
            }
            #expect(await code { try await fleet.rollouts.pause(denied, as: fleet.ada) } == "ROLLOUT_002")
            try await fleet.conduct()
            #expect(try await fleet.rollout(denied).status == .cancelled)
            #expect(try await world.wrongFigures() == [])
            let ends = try await fleet.events().filter { $0.kind == .rolloutEnded }
            #expect(ends.map(\.actorName) == ["bob", "ada"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `who wrote a part of it cannot approve it, a stranger can`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            try await fleet.askForApproval()
            let (eve, writer) = (Principal.operator("eve"), try await fleet.token("ci", [.updatesWrite], by: fleet.ada))
            let id = try await fleet.createPlan(as: writer)
            _ = try await fleet.rollouts.edit(id, RolloutEdit(name: "summer"), as: eve)
            _ = try await fleet.rollouts.submit(id, as: Self.bob)
            let root = Principal.operator("root")
            let refused = [
                writer, eve, fleet.ada, try await fleet.token("CI", [.updatesApprove], by: root),
                try await fleet.token("board", [.updatesApprove], by: eve),
                try await fleet.token("board", [.updatesApprove], by: writer.administering),
            ]
            for principal in refused {
                let answer = await code { try await fleet.rollouts.approve(id, as: principal.approving) }
                #expect(answer == "ROLLOUT_003", "\(principal.name)")
            }
            #expect(try await fleet.rollout(id).status == .draft)
            let stranger = try await fleet.token("board", [.updatesApprove], by: root)
            #expect(try await fleet.rollouts.approve(id, as: stranger).status == .scheduled)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a token that is gone still tells whose its draft was`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            try await fleet.askForApproval()
            let writer = try await fleet.token("ci", [.updatesWrite], by: fleet.ada)
            let id = try await fleet.createPlan(submits: true, as: writer)
            _ = try await fleet.services.authentication.revoke(.init(1), as: fleet.ada)
            #expect(await code { try await fleet.rollouts.approve(id, as: fleet.ada) } == "ROLLOUT_003")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `an edit takes the submission and the approval back, one that changes nothing does not`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, _ in
            try await fleet.askForApproval()
            let id = try await fleet.createPlan(submits: true)
            let unchanged = try await fleet.rollouts.edit(
                id, RolloutEdit(name: "spring", maximumInFlight: 1_000), as: fleet.ada)
            #expect(unchanged.awaitsApproval && unchanged.approval.revision == 1)

            let edited = try await fleet.rollouts.edit(
                id, RolloutEdit(soak: .seconds(7_200), maximumInFlight: 50, revision: 1), as: fleet.ada)
            #expect(edited.approval == RolloutApproval(revision: 2))
            #expect(edited.maximumInFlight == 50)
            #expect(await code { try await fleet.rollouts.approve(id, as: Self.bob) } == "ROLLOUT_002")
            _ = try await fleet.rollouts.submit(id, as: fleet.ada)
            let view = try await fleet.rollouts.view(of: id, as: Self.bob)
            #expect(view.changes.map(\.field) == ["soak_seconds", "max_in_flight"])
            await #expect(throws: SlipwayError.rolloutChanged(revision: 2)) {
                try await fleet.rollouts.approve(id, expecting: 1, as: Self.bob)
            }
            await #expect(throws: SlipwayError.rolloutChanged(revision: 2)) {
                try await fleet.rollouts.edit(id, RolloutEdit(name: "summer", revision: 1), as: fleet.ada)
            }

            _ = try await fleet.rollouts.approve(id, expecting: 2, as: Self.bob)
            let again = try await fleet.rollouts.edit(id, RolloutEdit(name: "summer"), as: fleet.ada)
            #expect(again.status == .draft && again.approval == RolloutApproval(revision: 3))
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .draft)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `every fault of an edit is named, and nothing is changed`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            let id = try await fleet.createPlan(submits: false)
            let edit = RolloutEdit(
                name: "", target: .matching(.none), waves: [WavePlan(size: .count(0)), WavePlan(size: .share(1))],
                soak: .seconds(1), maximumInFlight: 0)
            let before = try await fleet.rollout(id)
            await #expect {
                try await fleet.rollouts.edit(id, edit, as: fleet.ada)
            } throws: {
                guard case .invalidRequest(let faults)? = $0 as? SlipwayError else { return false }
                return Set(faults.map(\.field)) == ["name", "filter", "max_in_flight", "waves.1.size", "soak_seconds"]
            }
            let unknown = RolloutEdit(target: .organization("none"))
            #expect(await code { try await fleet.rollouts.edit(id, unknown, as: fleet.ada) } == "ORG_001")
            #expect(try await fleet.rollout(id) == before)
            let vain = RolloutEdit(target: .matching(try Filter("hardware=none", of: DeviceOrder.self)))
            _ = try await fleet.rollouts.edit(id, vain, as: fleet.ada)
            #expect(await code { try await fleet.rollouts.submit(id, as: fleet.ada) } == "ROLLOUT_006")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `other devices than were approved pause it, until a person accepts them with a reason`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, world in
            try await fleet.askForApproval()
            let id = try await fleet.createPlan(submits: true)
            _ = try await fleet.rollouts.approve(id, as: Self.bob)
            _ = try await fleet.services.devices.setStatus(of: "dev-001", active: false, as: fleet.ada)
            try await fleet.conduct()
            let paused = try await fleet.rollout(id)
            let reason = "11 devices take part, and 12 were approved"
            #expect(paused.status == .paused && paused.pause == RolloutPause(.drift, reason: reason))
            #expect(paused.drift == reason)
            #expect(try await fleet.batches(of: id).isEmpty)
            #expect(try await fleet.events().last?.kind == .rolloutDrifted)

            #expect(await code { try await fleet.rollouts.resume(id, as: fleet.ada) } == "REQUEST_001")
            #expect(try await fleet.rollout(id).status == .paused)
            _ = try await fleet.rollouts.resume(id, reason: "one was scrapped", as: fleet.ada)
            let resumed = try await fleet.events().last { $0.kind == .rolloutResumed }
            #expect(resumed?.detail == "one was scrapped; accepts that " + reason)
            try await fleet.conduct()
            #expect(try await fleet.rollout(id).status == .inProgress)
            #expect(try await fleet.batches(of: id).count == 1)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `of one that runs the pace changes, and its gates become stricter and are judged at once`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, _ in
            let gate = GateRequest(maximumBad: 2, maximumBadShare: 0.2)
            let id = try await fleet.createPlan(waves: [4], gate: gate)
            #expect(
                await code { try await fleet.rollouts.edit(id, RolloutEdit(name: "x"), as: fleet.ada) } == "ROLLOUT_002"
            )
            try await fleet.conduct()
            let paced = try await fleet.rollouts.edit(id, RolloutEdit(maximumInFlight: 3), as: fleet.ada)
            #expect(paced.maximumInFlight == 3 && paced.status == .inProgress && paced.approval.revision == 2)
            let faulty = RolloutEdit(
                name: "summer", waves: [Self.wave(.count(4), 9), Self.wave(.share(1), 2)], soak: .seconds(7_200))
            await #expect {
                try await fleet.rollouts.edit(id, faulty, as: fleet.ada)
            } throws: {
                guard case .invalidRequest(let faults)? = $0 as? SlipwayError else { return false }
                return faults.map(\.field) == ["name", "soak_seconds", "waves.1.gate"]
            }

            let row = try await fleet.rows(try await fleet.batches(of: id)[0])[0]
            let index = try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
            let session = try #require(row.session).sessionID
            _ = try await fleet.updates.acknowledge(session, as: fleet.device(index))
            _ = try await fleet.updates.fail(session, reason: "no space", as: fleet.device(index))
            #expect(try await fleet.rollout(id).status == .inProgress)
            let stricter = RolloutEdit(waves: [Self.wave(.count(4), 1), Self.wave(.share(1), 2)])
            let tripped = try await fleet.rollouts.edit(id, stricter, as: fleet.ada)
            #expect(tripped.status == .paused && tripped.pause?.cause == .gate)
            #expect(try await fleet.events().map(\.kind).suffix(2) == [.gateTripped, .rolloutEdited])
            #expect(try await fleet.waves(of: id)[0].gate?.rule.maximumBad == 1)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a release that was deprecated is neither submitted nor approved`(database: ConformingDatabase) async throws {
        try await withFleet(in: database) { fleet, _ in
            try await fleet.askForApproval()
            let (submitted, draft) = (try await fleet.createPlan(submits: true), try await fleet.createPlan())
            let approved = try await fleet.createPlan(submits: true)
            _ = try await fleet.rollouts.approve(approved, as: Self.bob)
            _ = try await fleet.services.firmware.promote(fleet.release.version, to: .deprecated, by: fleet.ada)
            #expect(await code { try await fleet.rollouts.approve(submitted, as: Self.bob) } == "FIRMWARE_003")
            #expect(await code { try await fleet.rollouts.submit(draft, as: fleet.ada) } == "FIRMWARE_003")
            try await fleet.conduct()
            let paused = try await fleet.rollout(approved)
            #expect(paused.status == .paused && paused.pause?.reason == "firmware 2.0.0 was deprecated")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `of two who approve at once one does, and the other changes nothing`(
        database: ConformingDatabase
    ) async throws {
        try await withFleet(in: database) { fleet, _ in
            try await fleet.askForApproval()
            let id = try await fleet.createPlan(submits: true)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in ["bob", "eve", "kim"] {
                    group.addTask { _ = try await fleet.rollouts.approve(id, as: .operator(name)) }
                }
                try await group.waitForAll()
            }
            #expect(try await fleet.eventKinds().count { $0 == .rolloutApproved } == 1)
        }
    }

    private static func wave(_ size: WaveSize, _ maximumBad: Int) -> WavePlan {
        WavePlan(size: size, gate: GateRequest(maximumBad: maximumBad, maximumBadShare: 0.2))
    }

    private func withFleet(
        in database: ConformingDatabase, _ body: (StockedFleet, DatabaseWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            try await body(try await makeFleet(of: 12, in: world.repository, clock: world.clock), world)
        }
    }
}

extension StockedFleet {
    fileprivate var rollouts: RolloutService { services.rollouts }

    /// The principal of a new token.
    fileprivate func token(_ description: String, _ scopes: Set<Scope>, by maker: Principal) async throws -> Principal {
        let request = AccessTokenRequest(description: description, scopes: scopes)
        let created = try await services.authentication.create(request, as: maker)
        return try await services.authentication.authenticate(created.token)
    }
}

extension Principal {
    fileprivate var approving: Principal { with([.updatesApprove]) }
    fileprivate var administering: Principal { with([.admin]) }

    private func with(_ scopes: Set<Scope>) -> Principal {
        Principal(kind: kind, name: name, scopes: scopes, organization: organization, token: token)
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
