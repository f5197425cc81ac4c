import Foundation
import SlipwayCore

/// The draft of one form on disk, for its owner's eyes only (0600), and for one user of the account at a time.
///
/// It is replaced whole, so that a kill at any moment leaves the draft before or the draft after.
package actor DraftFile {
    package enum Found<Draft: Sendable>: Sendable {
        case nothing
        case kept(Draft, at: Timestamp)
        /// Another process has it.
        case inUse
        case refused(String)
    }

    /// A draft beyond so many bytes is not read.
    static let maximumBytes: Int64 = 256 << 20

    private let folder: String
    private let name: String
    private var lock: Int32?
    private var holders = 0
    private var latestRevision = -1

    /// - Parameters:
    ///   - folder: of all drafts; made (0700) where it is missing.
    ///   - name: of the form.
    package init(folder: String, name: String) {
        self.folder = folder
        self.name = name
    }

    deinit {
        if let lock { Foundation.close(lock) }
    }

    private var path: String { "\(folder)/\(name).json" }

    /// Holds the draft until ``close()``.
    package func load<Draft: Decodable & Sendable>(_ type: Draft.Type) -> Found<Draft> {
        do {
            guard try acquireLock() else { return .inUse }
            latestRevision = -1
            return try read(type)
        } catch {
            return .refused(error.text)
        }
    }

    /// On disk when it returns; an earlier revision than one that was kept or removed is dropped.
    ///
    /// - Returns: why it was not kept.
    package func save(_ draft: some Encodable & Sendable, revision: Int) -> String? {
        guard lock != nil else { return "the draft is not held" }
        guard revision > latestRevision else { return nil }
        do {
            try replace(with: try encoded(draft))
            latestRevision = revision
            return nil
        } catch {
            return error.text
        }
    }

    package func remove(revision: Int) {
        guard lock != nil else { return }
        latestRevision = max(latestRevision, revision)
        unlink(path)
    }

    package func close() {
        guard let lock else { return }
        holders -= 1
        guard holders <= 0 else { return }
        self.lock = nil
        Foundation.close(lock)
    }

    private struct Fault: Error {
        let text: String

        init(_ text: String) { self.text = text }
        static var ofSystem: Fault { Fault(String(cString: strerror(errno))) }
    }

    private func acquireLock() throws(Fault) -> Bool {
        if lock == nil {
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard chmod(folder, 0o700) == 0 else { throw .ofSystem }
            let descriptor = open("\(folder)/\(name).lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw .ofSystem }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                Foundation.close(descriptor)
                return false
            }
            lock = descriptor
        }
        holders += 1
        return true
    }

    private func read<Draft: Decodable & Sendable>(_ type: Draft.Type) throws(Fault) -> Found<Draft> {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return .nothing }
            throw .ofSystem
        }
        let milliseconds = Int64(status.st_mtim.tv_sec) * 1_000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
        if Int64(status.st_size) <= Self.maximumBytes, let data = FileManager.default.contents(atPath: path),
            let draft = try? JSONDecoder().decode(type, from: data)
        {
            return .kept(draft, at: Timestamp(milliseconds: milliseconds))
        }
        // Never overwritten: a later version may still read what this one cannot.
        guard rename(path, path + ".unreadable") == 0 else { throw .ofSystem }
        return .refused("the draft there is cannot be read; it was put aside as \(path).unreadable")
    }

    private func encoded(_ draft: some Encodable) throws(Fault) -> Data {
        do { return try JSONEncoder().encode(draft) } catch { throw Fault("it cannot be written as JSON") }
    }

    private func replace(with data: Data) throws(Fault) {
        let partial = path + ".partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .ofSystem }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard fchmod(descriptor, 0o600) == 0 else { throw .ofSystem }
        do {
            try file.write(contentsOf: data)
            try file.synchronize()
            try file.close()
        } catch {
            throw Fault("its file cannot be written")
        }
        guard rename(partial, path) == 0 else { throw .ofSystem }
        let folder = open(self.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        defer { Foundation.close(folder) }
        guard fsync(folder) == 0 else { throw .ofSystem }
    }
}
