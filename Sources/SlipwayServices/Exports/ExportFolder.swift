import Foundation

/// A folder that files are added to, one after another, by one process of this machine at a time.
///
/// A file appears under its name only when all of it is on disk. What was there before stays, but for the beginning of
/// the same content, which a process left behind that was killed before it could say that it was done.
final class ExportFolder {
    let path: String
    private let lock: Int32

    /// - Throws: ``ExportFault`` where it is not a folder, cannot be written to, or another process adds files to it.
    init(path: String) throws {
        self.path = (path as NSString).expandingTildeInPath
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: self.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw ExportFault(text: "\(self.path) is not a folder; make it first")
        }
        let lockPath = self.path + "/.slipway-export.lock"
        lock = open(lockPath, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Self.fault(self.path) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(lock)
            throw reason == EWOULDBLOCK
                ? ExportFault(text: "another export writes to \(self.path)") : Self.fault(self.path, reason)
        }
    }

    deinit { close(lock) }

    /// - Parameters:
    ///   - name: of the file; a number is added where another one has it.
    ///   - ending: begins with a dot, and comes after the number.
    /// - Returns: the path that it has.
    func add(_ content: Data, as name: String, ending: String) throws -> String {
        // The lock is held: what is there was left behind by a process that was killed.
        let temporary = path + "/.slipway-export.part"
        try write(content, to: temporary)
        var number = 1
        while true {
            let target = path + "/" + name + (number == 1 ? "" : "-\(number)") + ending
            if link(temporary, target) == 0 {
                unlink(temporary)
            } else if errno != EEXIST {
                throw Self.fault(target)
            } else if try content.starts(with: Self.content(of: target, atMost: content.count)) {
                guard rename(temporary, target) == 0 else { throw Self.fault(target) }
            } else {
                number += 1
                continue
            }
            try keep(path)
            return target
        }
    }

    private func write(_ content: Data, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.fault(path) }
        defer { close(file) }
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Self.fault(self.path) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw Self.fault(self.path) }
    }

    /// The names in it, on disk.
    private func keep(_ path: String) throws {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.fault(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Self.fault(path) }
    }

    /// One byte more than `limit` where the file is longer.
    private static func content(of path: String, atMost limit: Int) throws -> Data {
        guard let file = FileHandle(forReadingAtPath: path) else { throw fault(path) }
        defer { try? file.close() }
        do {
            return try file.read(upToCount: limit + 1) ?? Data()
        } catch {
            throw fault(path)
        }
    }

    private static func fault(_ path: String, _ reason: Int32 = errno) -> ExportFault {
        ExportFault(text: "\(path): \(String(cString: strerror(reason)))")
    }
}
