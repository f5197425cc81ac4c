/// Whether a file has one step of the schema.
package struct MigrationStatus: Hashable, Sendable {
    package let name: String
    package let isApplied: Bool
}
