import Logging
import ServiceLifecycle
import SlipwayCore

/// Keeps the releases that are being rolled out, or that a device asked for, in the cache of this machine.
package actor FirmwareCaching: Service {
    /// Releases that are looked after at a time.
    static let releases = 100

    private let repository: any Repository
    private let cache: FirmwareCache
    private let logger: Logger
    private let loop: BackgroundLoop
    private let now: CachedFirmware.Clock
    /// Checksums of what the database has otherwise than it was approved.
    private var damaged: Set<String> = []
    /// Checksums of what is larger than the room that is left; told once.
    private var tooLarge: Set<String> = []

    package init(cache: FirmwareCache, services: Services, logger: Logger? = nil) {
        self.init(cache: cache, services: services, logger: logger, sleep: BackgroundLoop.sleep, now: { .now })
    }

    init(
        cache: FirmwareCache, services: Services, logger: Logger? = nil,
        sleep: @escaping BackgroundLoop.Sleep = BackgroundLoop.sleep, now: @escaping CachedFirmware.Clock
    ) {
        self.now = now
        repository = services.repository
        self.cache = cache
        self.logger = logger ?? services.logger
        loop = BackgroundLoop(
            name: .firmwareCache, pause: .seconds(2), logger: self.logger, outages: services.outages,
            figures: services.loops, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await self.step() }
    }

    /// Fetches what is missing; a release that cannot be kept keeps no other from it.
    ///
    /// - Returns: false always.
    package func step() async throws -> Bool {
        for (release, doubt) in cache.takeDoubted().sorted(by: { $0.key < $1.key }) {
            logger.warning("the cached file of firmware \(release) \(doubt.rawValue), and is fetched again")
        }
        let missed = cache.takeMissed()
        let rolledOut = try await repository.read { try $0.releasesBeingRolledOut(limit: Self.releases) }
        let others = missed.subtracting(rolledOut.map(\.id))
        let asked =
            others.isEmpty
            ? [] : try await repository.read { reader in try others.compactMap { try reader.release($0) } }
        try cache.prepare()
        var failure: (any Error)?
        for release in rolledOut + asked where !cache.contains(release) {
            try Task.checkCancellation()
            do {
                try await keep(release, sparing: Set(rolledOut.map(\.checksum)))
            } catch {
                failure = failure ?? error
            }
        }
        await cache.recordUse()
        if let failure { throw failure }
        return false
    }

    private func keep(_ release: FirmwareRelease, sparing spared: Set<String>) async throws {
        guard !damaged.contains(release.checksum), let path = cache.path(of: release.checksum) else { return }
        if let file = await verified(path, as: release) { return cache.keep(file, as: release) }
        cache.drop(release)
        guard await cache.makeRoom(for: release.sizeBytes, sparing: spared) else {
            if tooLarge.insert(release.checksum).inserted {
                logger.warning("firmware \(release.id) does not fit into the cache, and is read from the database")
            }
            return
        }
        tooLarge.remove(release.checksum)
        try await fetch(release, to: path)
        guard let file = await verified(path, as: release) else {
            damaged.insert(release.checksum)
            logger.error("firmware \(release.id) is not in the database as it was approved, and is not cached")
            return cache.drop(release)
        }
        cache.keep(file, as: release)
    }

    /// One short read a piece: a large release must not keep one read open for long.
    private func fetch(_ release: FirmwareRelease, to path: String) async throws {
        let file = try PartialFirmware(in: cache.folder)
        do {
            var size: Int64 = 0
            var number = 0
            while size < release.sizeBytes {
                try Task.checkCancellation()
                let current = number
                guard
                    let bytes = try await repository.read({ try $0.chunk(current, ofSHA256: release.checksum) }),
                    !bytes.isEmpty
                else { break }
                try await file.append(bytes)
                size += Int64(bytes.count)
                number += 1
            }
            try await file.finish(as: path)
        } catch {
            file.discard()
            throw error
        }
    }

    private func verified(_ path: String, as release: FirmwareRelease) async -> CachedFirmware? {
        await CachedFirmware(path: path, of: release, now: now)
    }
}
