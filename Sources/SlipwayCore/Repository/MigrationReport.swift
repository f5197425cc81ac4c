/// What an upgrade of a schema did, and what it found that the migrations did not make.
package struct MigrationReport: Hashable, Sendable {
    /// The names of the migrations that it ran.
    package let applied: [String]
    /// What others added and it left as it was: `index devices_by_note`, `grants to grafana on devices, events`.
    package let kept: [String]
    /// What was altered and the next upgrade will refuse; none where this one ran a migration.
    package let faults: [SchemaFault]
    /// Whether it was possible to look for what was altered.
    package let isCompared: Bool

    /// Whether there was nothing before.
    package var isNew: Bool { applied.first?.hasPrefix("0001 ") ?? false }

    package init(applied: [String], kept: [String] = [], faults: [SchemaFault] = [], isCompared: Bool = true) {
        self.applied = applied
        self.kept = kept
        self.faults = faults
        self.isCompared = isCompared
    }
}

/// Whether a database has one step of the schema.
package struct MigrationStatus: Hashable, Sendable {
    package let name: String
    package let isApplied: Bool

    package init(name: String, isApplied: Bool) {
        self.name = name
        self.isApplied = isApplied
    }
}

/// A release whose version is equal to that of another one, though another text.
package struct EqualRelease: Hashable, Sendable {
    package let id: FirmwareRelease.ID
    package let version: String

    package init(id: FirmwareRelease.ID, version: String) {
        self.id = id
        self.version = version
    }
}

extension EqualRelease: CustomStringConvertible {
    /// Such as `1.2.3+b7 (id:12)`.
    package var description: String { "\(version) (\(ReleaseName.id(id)))" }
}
