import Foundation
import SlipwayCore
import Synchronization

/// Releases in files of this machine, named by their SHA-256, each read through before it is used.
///
/// Several processes may share a folder: one that has a file open keeps its bytes, even if another removes it.
package final class FirmwareCache: Sendable {
    package let folder: String
    /// Bytes of all files together.
    package let limit: Int64

    private struct State {
        var held: [String: CachedFirmware] = [:]
        /// Read since the times of their files were last set.
        var used: Set<String> = []
        /// Asked for by a download, and not held.
        var missed: Set<FirmwareRelease.ID> = []
        /// Given up while they were held, and not logged yet.
        var doubted: [FirmwareRelease.ID: FirmwareDoubt] = [:]
    }

    private let state = Mutex(State())

    package init(folder: String, limit: Int64) {
        self.folder = folder
        self.limit = limit
    }

    func contains(_ release: FirmwareRelease) -> Bool {
        state.withLock { $0.held[release.checksum] != nil }
    }

    /// What is not held is noted, so that it will be.
    func file(of release: FirmwareRelease) -> CachedFirmware? {
        state.withLock { state in
            guard let file = state.held[release.checksum] else {
                state.missed.insert(release.id)
                return nil
            }
            state.used.insert(release.checksum)
            return file
        }
    }

    func keep(_ file: CachedFirmware, as release: FirmwareRelease) {
        state.withLock { state in
            state.held[release.checksum] = file
            state.used.insert(release.checksum)
        }
    }

    /// Gives its file up, if there is one; it is fetched again.
    func drop(_ release: FirmwareRelease) {
        remove(release.checksum)
        state.withLock { _ = $0.missed.insert(release.id) }
    }

    /// Gives up a file that is held; without one it changes nothing.
    func drop(_ release: FirmwareRelease, because doubt: FirmwareDoubt) {
        guard contains(release) else { return }
        state.withLock { $0.doubted[release.id] = doubt }
        drop(release)
    }

    func takeDoubted() -> [FirmwareRelease.ID: FirmwareDoubt] {
        state.withLock { state in
            defer { state.doubted = [:] }
            return state.doubted
        }
    }

    func takeMissed() -> Set<FirmwareRelease.ID> {
        state.withLock { state in
            defer { state.missed = [] }
            return state.missed
        }
    }

    /// None for a checksum that is not a name of a file of ours.
    func path(of checksum: String) -> String? {
        Self.isName(checksum) ? folder + "/" + checksum : nil
    }

    private static func isName(_ name: String) -> Bool {
        name.utf8.count == 64 && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

extension FirmwareCache {
    /// Makes the folder, and removes what a fetch has left that was killed.
    ///
    /// - Throws: ``FirmwareCacheFault``.
    func prepare() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                if name.hasSuffix(PartialFirmware.suffix) { PartialFirmware.removeIfAbandoned(folder + "/" + name) }
            }
        } catch {
            throw FirmwareCacheFault(folder, text: "it can neither be made nor read")
        }
    }

    /// The files' times say when each was last read, to every process and after a restart.
    func recordUse() async {
        let used = state.withLock { state in
            defer { state.used = [] }
            return state.used.compactMap { state.held[$0] }
        }
        for file in used { await file.recordUse() }
    }

    /// Removes the files that were not read for longest until there are `size` bytes left.
    ///
    /// - Parameter spared: checksums of what is needed.
    /// - Returns: whether there is room now.
    func makeRoom(for size: Int64, sparing spared: Set<String>) async -> Bool {
        await recordUse()
        var files = storedFiles()
        var total = files.reduce(0) { $0 + $1.size }
        files.removeAll { spared.contains($0.checksum) }
        files.sort { $0.usedAt < $1.usedAt }
        guard total + size - files.reduce(0, { $0 + $1.size }) <= limit else { return false }
        for file in files where total + size > limit {
            remove(file.checksum)
            total -= file.size
        }
        return true
    }

    private func remove(_ checksum: String) {
        state.withLock { _ = $0.held.removeValue(forKey: checksum) }
        if let path = path(of: checksum) { unlink(path) }
    }

    private func storedFiles() -> [StoredFile] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in
            var status = stat()
            guard let path = path(of: name), stat(path, &status) == 0 else { return nil }
            let usedAt = Duration.seconds(status.st_mtim.tv_sec) + .nanoseconds(status.st_mtim.tv_nsec)
            return StoredFile(checksum: name, size: Int64(status.st_size), usedAt: usedAt)
        }
    }

    private struct StoredFile {
        let checksum: String
        let size: Int64
        /// Since 1970.
        let usedAt: Duration
    }
}

/// Where a program keeps what it can make again, by the XDG base directory specification.
package enum CacheFolder {
    /// `$XDG_CACHE_HOME/slipway`, else `~/.cache/slipway`.
    package static func path(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let home = HomeFolder.path(environment)
        let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.cache"
        return cache + "/slipway"
    }
}

/// Why a release is not kept on disk; it is read from the database then.
struct FirmwareCacheFault: Error, CustomStringConvertible {
    let description: String

    init(_ path: String, text: String) {
        description = "the firmware cache \(path): \(text)"
    }

    /// - Parameter code: the system's own number (errno(3)).
    init(_ path: String, code: Int32) {
        self.init(path, text: String(cString: strerror(code)))
    }
}

/// Why a file of the cache is given up while it is used.
enum FirmwareDoubt: String, Sendable {
    case changed = "is no longer the release"
    case refusedByDevice = "did not match its checksum on a device"
}
