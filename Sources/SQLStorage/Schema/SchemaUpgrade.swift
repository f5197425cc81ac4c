import SlipwayCore

/// An upgrade of a schema that may have been altered by hand, judged by what the migrations make of an empty one.
package struct SchemaUpgrade: Sendable {
    /// What it refuses, every fault at once; empty where it may begin.
    package let faults: [SchemaFault]
    /// The names of our tables that should be there.
    package let tables: Set<String>
    private let target: [SchemaObject]
    private let additional: [SchemaObject]

    /// Of a schema in which there is nothing.
    package static let ofNothing = SchemaUpgrade(from: [], to: [], found: [])

    /// - Parameters:
    ///   - expected: what the migrations that the database has make of an empty schema.
    ///   - target: what all migrations make of it.
    ///   - found: what is in the database.
    package init(from expected: [SchemaObject], to target: [SchemaObject], found: [SchemaObject]) {
        self.target = target
        tables = Set(expected.filter { $0.kind == .table }.map(\.name))
        additional = Self.difference(found, expected)
        if expected.isEmpty, found.contains(where: { $0.kind == .table }) {
            // Tables, and no record of what made them: that is what has to be put back.
            let isThere = found.contains { $0.name == Self.ledger }
            faults = [isThere ? .changed("table \(Self.ledger)") : .missing("table \(Self.ledger)")]
        } else {
            let needed = Set(Self.difference(target, expected).map(\.identity))
            faults =
                Self.deviations(of: found, from: expected)
                + additional.filter { needed.contains($0.identity) }.map { .nameTaken("\($0)") }
        }
    }

    /// The table in which a database keeps what was applied to it.
    private static let ledger = "schema_migrations"

    /// What others added and the upgrade leaves as it is, by name; not what goes with a table of theirs.
    package var kept: [String] {
        let tables = Set(additional.filter { $0.table == nil }.map(\.name))
        return additional.filter { object in !(object.table.map(tables.contains) ?? false) }.map(\.description)
    }

    /// - Throws: DATABASE_009 where there are faults.
    package func requireUnhindered() throws(SlipwayError) {
        guard faults.isEmpty else { throw .schemaAltered(faults) }
    }

    /// - Parameter found: what is in the database once the migrations have run.
    /// - Throws: DATABASE_009 where it is not what they should have made, or what others added is gone.
    package func requireTarget(in found: [SchemaObject]) throws(SlipwayError) {
        let lost = Self.difference(additional, found).map { SchemaFault.lost("\($0)") }
        let faults = Self.deviations(of: found, from: target) + lost
        guard faults.isEmpty else { throw .schemaAltered(faults) }
    }

    private static func deviations(of found: [SchemaObject], from expected: [SchemaObject]) -> [SchemaFault] {
        let found = Dictionary(found.map { ($0.identity, $0) }) { first, _ in first }
        return expected.filter { found[$0.identity] == nil }.map { .missing("\($0)") }
            + expected.filter { object in
                guard let other = found[object.identity] else { return false }
                return other.kind != object.kind || other.definition != object.definition
            }.map { .changed("\($0)") }
    }

    /// Those of the first list whose names are not in the second.
    private static func difference(_ objects: [SchemaObject], _ others: [SchemaObject]) -> [SchemaObject] {
        let identities = Set(others.map(\.identity))
        return objects.filter { !identities.contains($0.identity) }
    }
}
