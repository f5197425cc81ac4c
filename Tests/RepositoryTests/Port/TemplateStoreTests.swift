import SlipwayCore
import TestSupport
import Testing

/// Plans that are kept under a name.
@Suite struct TemplateStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a template is found by its name, in its organization alone`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let (acme, beta) = try await world.twoOrganizations()
            let (own, shared) = try await world.write { transaction in
                (
                    try transaction.save(.example("own", inFlight: 7), named: "careful", of: acme, by: "ada"),
                    try transaction.save(.example("shared"), named: "careful", of: nil, by: "bob")
                )
            }
            #expect(own.plan == .example("own", inFlight: 7) && own.savedBy == "ada")
            let found = try await world.read { reader in
                try [acme, beta, nil].map { try reader.template(named: "careful", of: $0) }
                    + [try reader.template(own.id), try reader.template(.init(404))]
            }
            #expect(found == [own, nil, shared, own, nil])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `saving again under a name changes the one that is there`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let (acme, _) = try await world.twoOrganizations()
            for owner in [acme, nil] {
                let first = try await world.write {
                    try $0.save(.example("first"), named: "careful", of: owner, by: "ada")
                }
                world.clock.advance(by: .seconds(60))
                let second = try await world.write {
                    try $0.save(.example("second", inFlight: 3), named: "careful", of: owner, by: "bob")
                }
                #expect(second.id == first.id && second.createdAt == first.createdAt)
                #expect(second.updatedAt == first.updatedAt + .seconds(60))
                #expect(second.plan == .example("second", inFlight: 3) && second.savedBy == "bob")
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a scope lists its own and those for all, by their names`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let (acme, beta) = try await world.twoOrganizations()
            try await world.write { transaction in
                for (name, owner) in [("b", acme), ("b", nil), ("a", beta), ("c", nil)] {
                    _ = try transaction.save(.example("x"), named: name, of: owner, by: "ada")
                }
            }
            func names(_ scope: OrganizationScope, limit: Int = 9) async throws -> [String] {
                try await world.read { try $0.templates(in: scope, limit: limit) }
                    .map { $0.name + ($0.organizationID == nil ? " for all" : "") }
            }
            #expect(try await names(.one(acme)) == ["b", "b for all", "c for all"])
            #expect(try await names(.all) == ["a", "b", "b for all", "c for all"])
            #expect(try await names(.all, limit: 2) == ["a", "b"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `what is deleted is gone, and is deleted once`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let saved = try await world.write { try $0.save(.example("x"), named: "a", of: nil, by: "ada") }
            #expect(try await world.write { try $0.deleteTemplate(saved.id) })
            #expect(try await world.read { try $0.template(saved.id) } == nil)
            #expect(try await world.write { try $0.deleteTemplate(saved.id) } == false)
        }
    }
}

extension DatabaseWorld {
    fileprivate func twoOrganizations() async throws -> (Organization.ID, Organization.ID) {
        try await write {
            (try $0.insertOrganization(name: "acme").id, try $0.insertOrganization(name: "beta").id)
        }
    }
}

extension StoredTemplatePlan {
    fileprivate static func example(_ text: String, inFlight: Int? = nil) -> StoredTemplatePlan {
        StoredTemplatePlan(text: text, maximumInFlight: inFlight)
    }
}
