extension DeviceReader {
    /// Every device that has a uid or a serial of the entries; the hash of its token only where one of them brought it.
    package func registered(for entries: [NewDevice]) throws -> [RegisteredDevice] {
        let known = try devices(uids: entries.map(\.deviceUID), serials: entries.map(\.serialNumber))
        let ids = Dictionary(known.map { ($0.deviceUID, $0.id) }) { first, _ in first }
        let claims = entries.compactMap { entry in
            ids[entry.deviceUID].map { TokenClaim(device: $0, hash: entry.tokenHash) }
        }
        let proven = claims.isEmpty ? [] : try proven(Set(claims))
        let hashes = Dictionary(proven.map { ($0.device, $0.hash) }) { first, _ in first }
        return known.map { RegisteredDevice(device: $0, tokenHash: hashes[$0.id]) }
    }
}
