import Crypto
import SlipwayCore

/// The order in which a rollout reaches its devices: by chance, so that every part of it is like the whole, and the same
/// on every database and machine.
struct TargetOrder: Sendable {
    private let seed: [UInt8]

    init(seed: Int64) { self.seed = withUnsafeBytes(of: seed.bigEndian) { Array($0) } }

    /// Of a rollout: the same for the same one, so that what is planned is what is created, and another for a rollout of
    /// another name or release, so that it is not always the same devices that come first.
    static func seed(of request: RolloutRequest, to release: FirmwareRelease) -> Int64 {
        seed(of: [request.name, release.version, request.plan.filter ?? ""])
    }

    static func seed(of texts: [String]) -> Int64 {
        var hash = SHA256()
        // Each text ends with a byte that no UTF-8 holds.
        for text in texts { hash.update(data: Array(text.utf8) + [0xFF]) }
        return number(hash.finalize())
    }

    private static func number(_ digest: SHA256.Digest) -> Int64 {
        Int64(bitPattern: digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The first eight bytes of SHA-256(seed ‖ uid), as a number; the least comes first.
    func rank(ofDevice uid: String) -> Int64 {
        var hash = SHA256()
        seed.withUnsafeBytes { hash.update(bufferPointer: $0) }
        var uid = uid
        uid.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        return Self.number(hash.finalize())
    }

    /// After all others, in the same order.
    func rankedLater(_ candidates: [BatchCandidate]) -> [RankedTarget] {
        candidates.map { RankedTarget(device: $0.deviceID, rank: rank(ofDevice: $0.deviceUID), pool: .later) }
    }

    /// The first few of each hardware version among them cover it.
    func ranked(_ candidates: [BatchCandidate]) -> [RankedTarget] {
        let ordered = candidates.map { (rank: rank(ofDevice: $0.deviceUID), candidate: $0) }
            .sorted { ($0.rank, $0.candidate.deviceID) < ($1.rank, $1.candidate.deviceID) }
        var covered: [String: Int] = [:]
        return ordered.map { rank, candidate in
            let place = covered[candidate.hardwareVersion, default: 0]
            covered[candidate.hardwareVersion] = place + 1
            return RankedTarget(
                device: candidate.deviceID, rank: rank, pool: place < RolloutPlan.coveredPerHardware ? .cover : .rest)
        }
    }
}
