import SlipwayCore
import TestSupport
import Testing

@Suite struct SessionListTests {
    struct Rule: Sendable {
        let line: String
        let isCurrent: @Sendable (SessionRow, _ fleet: ListedFleet) -> Bool
    }

    static let rules = [
        Rule(line: "", isCurrent: { _, _ in true }),
        Rule(line: "device=gw-10", isCurrent: { row, _ in row.deviceUID == "gw-10" }),
        Rule(line: "device=nobody", isCurrent: { _, _ in false }),
        Rule(line: "organization!=acme", isCurrent: { row, _ in row.organizationName != "acme" }),
        Rule(line: "firmware=3.0.0", isCurrent: { row, _ in row.firmwareVersion == "3.0.0" }),
        Rule(line: "status=initiated", isCurrent: { row, _ in row.session.updateStatus == .initiated }),
        Rule(
            line: "status in(failed,completed)",
            isCurrent: { row, _ in [.failed, .completed].contains(row.session.updateStatus) }),
        Rule(line: "reason=checksum_mismatch", isCurrent: { row, _ in row.session.reasonCode == .checksumMismatch }),
        Rule(line: "reason!=checksum_mismatch", isCurrent: { row, _ in row.session.reasonCode != .checksumMismatch }),
        Rule(line: "batch=1", isCurrent: { row, fleet in row.batchID == fleet.batches[0].id }),
        Rule(
            line: "batch=2 and status=initiated",
            isCurrent: { row, fleet in row.batchID == fleet.batches[1].id && row.session.updateStatus == .initiated }),
        Rule(line: "batch!=2", isCurrent: { row, fleet in row.batchID != fleet.batches[1].id }),
        Rule(line: "started<30m", isCurrent: { row, fleet in row.session.startedAt > fleet.now - .seconds(1_800) }),
        Rule(line: "started>30m", isCurrent: { row, fleet in row.session.startedAt < fleet.now - .seconds(1_800) }),
        Rule(line: "dev", isCurrent: { row, _ in row.deviceUID.utf8.starts(with: "dev".utf8) }),
    ]

    @Test(arguments: ConformingDatabase.allCases)
    func `every filter and scope is read alike forwards and backwards`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await ListedFleet(in: world)
            #expect(Set(fleet.sessions.map(\.session.updateStatus)).count > 3)
            for scope in [OrganizationScope.all, .one(fleet.acme.id), .one(fleet.other.id), .one(.init(99))] {
                for (rule, isReversed) in Self.rules.flatMap({ [($0, false), ($0, true)] }) {
                    let oldest = fleet.sessions
                        .filter { scope.contains($0.organizationID) && rule.isCurrent($0, fleet) }
                        .sorted { $0.session.id < $1.session.id }
                    let query = SessionQuery(
                        filter: try Filter(rule.line, of: SessionOrder.self), isReversed: isReversed)
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
}
