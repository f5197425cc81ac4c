import SlipwayCore

extension DatabaseWorld {
    /// Approved releases whose versions are equal, as programs from before `0007 version keys` could make them.
    ///
    /// - Parameter organization: of the last one; none for all.
    @discardableResult
    package func insertEqualReleases(
        _ versions: [String], organization: Organization.ID? = nil
    ) async throws -> [FirmwareRelease] {
        var releases: [FirmwareRelease] = []
        for (number, text) in versions.enumerated() {
            guard let version = FirmwareVersion(text) else { throw SlipwayError.badVersion(text) }
            let owner = number == versions.count - 1 ? organization : nil
            let release = try await write {
                try $0.insertRelease(version: "0.0.0-\(number).\(text.utf8.count)", organization: owner)
            }
            try await change(
                """
                UPDATE firmware_releases
                SET version = '\(text)', version_key = '\(version.earlierSortKey)', precedence_key = '\(version.sortKey)'
                WHERE id = \(release.id)
                """)
            if let changed = try await read({ try $0.release(release.id) }) { releases.append(changed) }
        }
        return releases
    }
}
