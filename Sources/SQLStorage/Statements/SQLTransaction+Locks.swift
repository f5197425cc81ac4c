import SlipwayCore

extension SQLTransaction {
    /// Locks rows in the order of their ids, and what has no row, or not yet, by a name.
    package func hold(_ subject: LockSubject, for purpose: LockPurpose) throws {
        let strength: RowLock =
            switch purpose {
            case .reading: .shared
            case .changing: .exclusive
            }
        switch subject {
        case .request(let key): try lock(named: "request \(key.scopeName) \(key.key)", for: purpose)
        case .settings: try lock(named: "settings", for: purpose)
        case .upload(let sha256):
            try lock("SELECT sha256 FROM firmware_uploads WHERE sha256 = $1", strength, [sha256])
        case .version(let version): try lock(named: "version \(version.sortKey)", for: purpose)
        case .release(let version):
            try lock("SELECT id FROM firmware_releases WHERE version = $1", strength, [version])
        case .conducting(let rollout): try lock(named: "conducting \(rollout)", for: purpose)
        case .signingKeys: try lock(named: "signing_keys", for: purpose)
        case .devices(let uids):
            try lock(
                "SELECT id FROM devices WHERE device_uid \(dialect.among("$1", .text)) ORDER BY id", strength,
                [SQLList(uids)])
        }
    }
}
