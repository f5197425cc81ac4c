import SlipwayCore

extension SQLTransaction {
    /// The part of `0007 version keys` that SQL does not do: gives every release the key of its version, some hundred with
    /// a statement.
    package func computeVersionKeys() throws {
        var place = FirmwareRelease.ID(.min)
        while true {
            let chunk = try rows(
                """
                SELECT id, version
                FROM firmware_releases
                WHERE id > $1
                ORDER BY id
                LIMIT $2
                """, [place, 500], isKept: false
            ) { KeyedRelease(id: try $0.id(), version: try $0.text()) }
            guard let last = chunk.last else { return }
            let entries = SQLRows(
                chunk, in: dialect, columns: [.integer("id") { $0.id }, .text("key") { $0.key }])
            try execute(
                """
                UPDATE firmware_releases AS f
                SET precedence_key = entry.key
                FROM \(entries.table(as: "entry", at: 1))
                WHERE f.id = entry.id
                """, entries.arguments)
            place = last.id
        }
    }

    /// Releases whose versions are equal, whether they have keys already or not: the groups in their order, and in each
    /// the releases by their ids.
    package func equalReleases() throws -> [[EqualRelease]] {
        let all = try rows("SELECT id, version FROM firmware_releases ORDER BY id", [], isKept: false) {
            EqualRelease(id: try $0.id(), version: try $0.text())
        }
        let groups = Dictionary(grouping: all) { FirmwareVersion($0.version) }
        return groups.compactMap { version, releases in version.map { ($0, releases) } }
            .filter { $0.1.count > 1 }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

private struct KeyedRelease {
    let id: FirmwareRelease.ID
    let version: String

    /// Empty for what cannot be compared, which only a person can have written.
    var key: String { FirmwareVersion(version)?.sortKey ?? "" }
}
