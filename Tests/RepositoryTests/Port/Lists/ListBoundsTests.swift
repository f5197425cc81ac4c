import SlipwayCore
import TestSupport
import Testing

@Suite struct ListBoundsTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `one call looks at a bounded number of rows, and going on finds all`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            try await Self.register(5_000, in: world)
            for (order, line) in [
                (DeviceOrder.uid, "hardware=rare"), (.seen, "hardware=rare"), (.firmware, "hardware=rare"),
                (.organization, "hardware=rare"), (.uid, "dev and hardware=rare"), (.uid, "status=failed"),
            ] {
                let query = DeviceQuery(filter: try Filter(line, of: DeviceOrder.self), order: order)
                let found = try await world.read { reader in
                    try ListReading(limit: 10) { try reader.page(of: query, in: .all, at: $0, limit: $1) }
                }
                let rare = line == "status=failed" ? [] : ["dev-0001", "dev-2500", "dev-5000"]
                #expect(Set(found.forward.map(\.deviceUID)) == Set(rare), "\(line) by \(order)")
                #expect(found.backward == found.forward, "\(line) by \(order)")
                // A row that is judged by another one costs several pages on PostgreSQL, so that a call looks at fewer.
                let most = line == "status=failed" && database == .postgres ? ListBounds.scan / 5 : ListBounds.scan
                #expect(found.mostScanned == most, "\(line) by \(order)")
                let count = try await world.read { try $0.count(of: query, in: .all) }
                guard case .atLeast(let least) = count else {
                    Issue.record("\(line) by \(order): \(count)")
                    continue
                }
                #expect(least <= rare.count)
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a page is full before it looks further than one row behind itself`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            try await Self.register(100, in: world)
            let page = try await world.read { try $0.page(of: DeviceQuery(), in: .all, at: .first, limit: 10) }
            #expect(page.scanned == 11)
            #expect(page.rows.count == 10)
            let last = try await world.read { try $0.page(of: DeviceQuery(), in: .all, at: .first, limit: 100) }
            #expect(last.continuation == nil)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a count is exact as far as it is cheap, and says where it stopped`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let organization = try await world.write { try $0.insertOrganization() }
            let subject = EventSubject(organizationID: organization.id)
            try await world.write { try $0.append(Array(repeating: .example(on: subject), count: ListBounds.count)) }
            let count = { (line: String) in
                let query = EventQuery(filter: try Filter(line, of: EventOrder.self))
                return try await world.read { try $0.count(of: query, in: .all) }
            }
            #expect(try await count("") == .exactly(ListBounds.count))
            #expect(try await count("organization=acme") == .exactly(ListBounds.count))
            #expect(try await count("kind=batch_created") == .atLeast(ListBounds.scan))
            #expect(try await count("kind=batch_paused") == .atLeast(0))
            try await world.write { try $0.append([.example(on: subject)]) }
            #expect(try await count("") == .atLeast(ListBounds.count))
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `an anchor of another list is refused`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            try await Self.register(3, in: world)
            let refused = SlipwayError.invalidRequest([
                FieldFault(field: "cursor", fault: "does not belong to this list")
            ])
            let anchors = [
                ListAnchor(segment: 0, key: [.integer(1)]), ListAnchor(segment: 0, key: []),
                ListAnchor(segment: 0, key: [.text("dev"), .integer(1)]), ListAnchor(segment: 1, key: [.text("dev")]),
                ListAnchor(segment: -1, key: [.text("dev")]),
            ]
            for position in anchors.flatMap({ [PagePosition.after($0), .before($0)] }) {
                await #expect(throws: refused) {
                    try await world.read { try $0.page(of: DeviceQuery(), in: .all, at: position, limit: 1) }
                }
            }
            let searched = DeviceQuery(filter: try Filter("dev-1", of: DeviceOrder.self))
            let outside = PagePosition.after(ListAnchor(segment: 0, key: [.text("a")]))
            await #expect(throws: refused) {
                try await world.read { try $0.page(of: searched, in: .all, at: outside, limit: 1) }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a field of another list is refused`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let query = OrganizationQuery(filter: try Filter("hardware=rev-a", of: DeviceOrder.self))
            await #expect(throws: SlipwayError.self) {
                try await world.read { try $0.page(of: query, in: .all, at: .first, limit: 1) }
            }
        }
    }

    /// `dev-0001` and so on; the first, the middle one and the last have rare hardware, and none was ever heard of.
    private static func register(_ count: Int, in world: DatabaseWorld) async throws {
        try await world.write { transaction in
            let organization = try transaction.insertOrganization(deviceLimit: count)
            _ = try transaction.insert(
                (1...count).map { number in
                    let digits = String(number)
                    return NewDevice.example(
                        uid: "dev-" + String(repeating: "0", count: 4 - digits.count) + digits, in: organization.id,
                        hardwareVersion: [1, 2_500, 5_000].contains(number) ? "rare" : "rev-a")
                })
        }
    }
}
