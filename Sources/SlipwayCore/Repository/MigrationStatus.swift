/// Whether a database has one step of the schema.
package struct MigrationStatus: Hashable, Sendable {
    package let name: String
    package let isApplied: Bool

    package init(name: String, isApplied: Bool) {
        self.name = name
        self.isApplied = isApplied
    }
}
