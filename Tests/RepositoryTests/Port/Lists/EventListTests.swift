import SlipwayCore
import TestSupport
import Testing

@Suite struct EventListTests {
    struct Rule: Sendable {
        let line: String
        let isCurrent: @Sendable (Event, _ fleet: ListedFleet) -> Bool
    }

    static let rules = [
        Rule(line: "", isCurrent: { _, _ in true }),
        Rule(line: "kind=batch_created", isCurrent: { event, _ in event.kind == .batchCreated }),
        Rule(
            line: "kind!=in(batch_created,session_failed)",
            isCurrent: { event, _ in ![.batchCreated, .sessionFailed].contains(event.kind) }),
        Rule(line: "actor=ada", isCurrent: { event, _ in event.actorName == "ada" }),
        Rule(line: "device=gw-10", isCurrent: { event, _ in event.deviceUID == "gw-10" }),
        Rule(line: "device!=gw-10", isCurrent: { event, _ in event.deviceUID != "gw-10" }),
        Rule(line: "gw", isCurrent: { event, _ in event.deviceUID?.utf8.starts(with: "gw".utf8) ?? false }),
        Rule(line: "organization=acme", isCurrent: { event, fleet in event.subject.organizationID == fleet.acme.id }),
        Rule(line: "organization!=acme", isCurrent: { event, fleet in event.subject.organizationID != fleet.acme.id }),
        Rule(line: "batch=1", isCurrent: { event, fleet in event.subject.batchID == fleet.batches[0].id }),
        Rule(
            line: "batch=2 and device=gw-10",
            isCurrent: { event, fleet in
                event.subject.batchID == fleet.batches[1].id && event.deviceUID == "gw-10"
            }),
        Rule(line: "at<5m", isCurrent: { event, fleet in event.at > fleet.now - .seconds(300) }),
        Rule(line: "at>5m", isCurrent: { event, fleet in event.at < fleet.now - .seconds(300) }),
    ]

    @Test(arguments: ConformingDatabase.allCases)
    func `every filter and scope is read alike forwards and backwards`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await ListedFleet(in: world)
            try await Self.append(to: world, fleet)
            world.clock.advance(by: .seconds(600))
            try await Self.append(to: world, fleet)
            let (all, now) = try await world.read { reader in
                let events = try reader.everything {
                    try reader.page(of: EventQuery(isReversed: true), in: .all, at: $0, limit: 100)
                }
                return (events, reader.now)
            }
            #expect(now - fleet.now == .seconds(600))
            for scope in [OrganizationScope.all, .one(fleet.acme.id), .one(fleet.other.id), .one(.init(99))] {
                for (rule, isReversed) in Self.rules.flatMap({ [($0, false), ($0, true)] }) {
                    let oldest = all.filter { event in
                        scope.contains(event.subject.organizationID) && rule.isCurrent(event, fleet.later(now))
                    }
                    let query = EventQuery(filter: try Filter(rule.line, of: EventOrder.self), isReversed: isReversed)
                    let found = try await world.read { reader in
                        try ListReading(limit: 4) { try reader.page(of: query, in: scope, at: $0, limit: $1) }
                    }
                    let expected = isReversed ? oldest : oldest.reversed()
                    #expect(found.forward == expected, "\(rule.line) in \(scope), reversed \(isReversed)")
                    #expect(found.backward == expected, "\(rule.line) in \(scope), reversed \(isReversed)")
                    #expect(try await world.read { try $0.count(of: query, in: scope) } == .exactly(oldest.count))
                }
            }
        }
    }

    private static func append(to world: DatabaseWorld, _ fleet: ListedFleet) async throws {
        try await world.write { transaction in
            try transaction.append(
                fleet.devices.prefix(9).enumerated().map { number, listed in
                    NewEvent.example(
                        number % 2 == 0 ? .sessionFailed : .deviceSilent,
                        by: number % 3 == 0 ? .device(listed.device.deviceUID) : .operator("ada"),
                        on: EventSubject(
                            organizationID: listed.device.organizationID, deviceID: listed.device.id,
                            batchID: fleet.batches[number % 2].id))
                } + [
                    .example(.batchCreated, on: EventSubject(batchID: fleet.batches[0].id)),
                    .example(.updatesHalted, on: EventSubject()),
                ])
        }
    }
}
