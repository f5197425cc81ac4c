import Foundation
import SlipwayCore
import Synchronization

/// Releases in files of this machine, named by their SHA-256, each read through before it is used.
///
/// Several processes may share a folder: whoever has a file open keeps its bytes, whoever removes it.
package final class FirmwareCache: Sendable {
    package let folder: String
    /// Bytes of all files together.
    package let limit: Int64

    private struct State {
        var held: [String: FirmwareFile] = [:]
        /// Read since the times of their files were last set.
        var used: Set<String> = []
        /// Asked for by a download, and not held.
        var missed: Set<FirmwareRelease.ID> = []
    }

    private let state = Mutex(State())

    package init(folder: String, limit: Int64) {
        self.folder = folder
        self.limit = limit
    }

    func holds(_ release: FirmwareRelease) -> Bool {
        state.withLock { $0.held[release.checksum] != nil }
    }

    /// What is not held is noted, so that it will be.
    func file(of release: FirmwareRelease) -> FirmwareFile? {
        state.withLock { state in
            guard let file = state.held[release.checksum] else {
                state.missed.insert(release.id)
                return nil
            }
            state.used.insert(release.checksum)
            return file
        }
    }

    func hold(_ file: FirmwareFile, as release: FirmwareRelease) {
        state.withLock { state in
            state.held[release.checksum] = file
            state.used.insert(release.checksum)
        }
    }

    /// Its file is not what it was: it is fetched again.
    func drop(_ release: FirmwareRelease) {
        remove(release.checksum)
        state.withLock { _ = $0.missed.insert(release.id) }
    }

    func takeMissed() -> Set<FirmwareRelease.ID> {
        state.withLock { state in
            defer { state.missed = [] }
            return state.missed
        }
    }

    /// None for a checksum that is no name of a file of ours.
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
            throw FirmwareCacheFault(folder, words: "it can neither be made nor read")
        }
    }

    /// The files' times say when each was last read, to every process and after a restart.
    func recordUse() {
        let used = state.withLock { state in
            defer { state.used = [] }
            return state.used
        }
        for path in used.compactMap({ path(of: $0) }) { utimes(path, nil) }
    }

    /// Removes the files that were not read for longest until there are `size` bytes left.
    ///
    /// - Parameter spared: checksums of what is needed.
    /// - Returns: whether there is room now.
    func makeRoom(for size: Int64, sparing spared: Set<String>) -> Bool {
        recordUse()
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
