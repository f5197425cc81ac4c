import SlipwayCore

/// Settles which devices take part in a rollout that is made of another one's journal, a few batches a transaction.
///
/// Devices that are on their way to a release while it is brought back join as they end: the journal is walked through
/// again until none is, and the rollout goes on meanwhile with those that it has found.
extension RolloutFreezing {
    /// Batches that are looked at in one transaction: as many devices as of a stretch of the fleet.
    private static let batches = 5

    func walk(_ source: JournalSource, by actor: Principal, in transaction: any RepositoryTransaction) throws {
        guard let walk = freeze.walk else { throw SlipwayError.unknownValue }
        if rollout.targets?.nextWalkAt != nil {
            // Counted before the walk begins: what ends behind it is found by the next one.
            let isLast = try transaction.underWay(of: source.rollout) == 0
            return try transaction.noteWalk(isLast ? .last : .again, of: rollout.id, nextAt: nil)
        }
        let stretch = try transaction.journal(
            source, for: rollout.id, in: scope, after: freeze.cursor, batches: Self.batches, excluding: exclusion)
        guard let end = stretch.end else { return try finish(walk, by: actor, in: transaction) }
        let entries = try JournalRule(source, to: release, scope, in: transaction).taking(stretch.entries)
        let excluded = entries.count(where: \.isExcluded)
        // One that is left out is found by every walk, and is counted by the last.
        let added = try take(
            entries.filter { !$0.isExcluded }.map(\.candidate), countsOthers: walk == .last, in: transaction)
        if excluded > 0, walk == .last { try transaction.exclude([.excluded: excluded], from: rollout.id) }
        if added > 0, let wave = try transaction.waves(of: rollout.id).first {
            try transaction.grow(wave.id, by: added)
        }
        try transaction.noteFreeze(of: rollout.id, adding: added, upTo: end)
    }

    private func finish(_ walk: JournalWalk, by actor: Principal, in transaction: any RepositoryTransaction) throws {
        let total = rollout.targets?.total ?? 0
        let hasWave = try !transaction.waves(of: rollout.id).isEmpty
        switch walk {
        case .last:
            if !hasWave { try openWaves(of: total, by: actor, in: transaction) }
            try settle(adding: 0, by: actor, in: transaction)
        case .first, .again:
            if !hasWave, total > 0 { try openWaves(of: total, by: actor, in: transaction) }
            try transaction.noteWalk(.again, of: rollout.id, nextAt: transaction.now + JournalWalk.pause)
        }
    }
}

/// Which devices of a journal a rollout to a release takes.
private struct JournalRule {
    private let isTaken: (JournalEntry) throws -> Bool

    init(
        _ source: JournalSource, to release: FirmwareRelease, _ scope: OrganizationScope,
        in reader: any RepositoryReader
    ) throws {
        guard case .taken(let id) = source else {
            isTaken = { _ in true }
            return
        }
        let left = try reader.rollout(id).flatMap { try reader.release($0.firmwareID) }
        let origins = OriginReleases(in: scope, reader)
        isTaken = { entry in
            guard let left, FirmwareVersion.isRelease(left.version, runBy: entry.candidate.firmwareVersion) else {
                return false
            }
            return try origins.release(of: entry.fromVersion)?.id == release.id
        }
    }

    func taking(_ entries: [JournalEntry]) throws -> [JournalEntry] { try entries.filter(isTaken) }
}

/// The releases that devices name as what they ran before.
final class OriginReleases {
    private let scope: OrganizationScope
    private let reader: any RepositoryReader
    private var known: [String: FirmwareRelease?] = [:]

    init(in scope: OrganizationScope, _ reader: any RepositoryReader) {
        self.scope = scope
        self.reader = reader
    }

    /// None where it is unknown, or names no release, or several: an origin is never guessed.
    func release(of version: String) throws -> FirmwareRelease? {
        if let release = known[version] { return release }
        let release: FirmwareRelease?
        do {
            release = version.isEmpty ? nil : try reader.release(.version(version), in: scope)
        } catch SlipwayError.firmwareNotFound, SlipwayError.versionAmbiguous {
            release = nil
        }
        known[version] = release
        return release
    }
}

extension RepositoryReader {
    /// How many devices of the rollout have acknowledged its release, and are not done with it.
    func underWay(of rollout: Rollout.ID) throws -> Int { try self.rollout(rollout)?.counters.inFlight ?? 0 }
}
