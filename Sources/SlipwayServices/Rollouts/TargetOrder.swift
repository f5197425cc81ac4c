import Crypto
import SlipwayCore

/// The order in which a rollout reaches its devices: by chance, so that every part of it is like the whole, and the same
/// on every database and machine.
struct TargetOrder: Sendable {
    private let seed: [UInt8]

    init(seed: Int64) { self.seed = withUnsafeBytes(of: seed.bigEndian) { Array($0) } }

    /// The first eight bytes of SHA-256(seed ‖ uid), as a number; the least comes first.
    func rank(ofDevice uid: String) -> Int64 {
        var hash = SHA256()
        seed.withUnsafeBytes { hash.update(bufferPointer: $0) }
        var uid = uid
        uid.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        return Int64(bitPattern: hash.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
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
