import Foundation

/// A file that appears under its name only when all of it is written; nothing that exists is replaced.
package final class ExportFile: Sendable {
    private let path: String
    private let temporary: String
    private let descriptor: Int32

    /// - Throws: ``ExportFault`` where the path exists already, or its folder cannot be written to.
    package init(path: String) throws {
        let path = (path as NSString).expandingTildeInPath
        guard access(path, F_OK) != 0 else {
            throw ExportFault(text: "\(path) exists already", brief: "exists already: \(path)")
        }
        self.path = path
        temporary = path + ".part"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.fault(path) }
    }

    package func write(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Self.fault(path) }
            rest = rest.dropFirst(count)
        }
    }

    package func finish() throws {
        guard fsync(descriptor) == 0 else { throw Self.fault(path) }
        // Unlike a renaming, a link never takes the place of a file that came meanwhile.
        guard link(temporary, path) == 0 else { throw Self.fault(path) }
        close(descriptor)
        unlink(temporary)
    }

    package func discard() {
        close(descriptor)
        unlink(temporary)
    }

    private static func fault(_ path: String) -> ExportFault {
        let reason = String(cString: strerror(errno))
        return ExportFault(text: "\(path): \(reason)", brief: "\(reason): \(path)")
    }
}

/// What the file system said against an export.
package struct ExportFault: Error, Hashable, CustomStringConvertible {
    package let text: String
    /// The same with the reason first, for a line that may be too short for the path.
    package let description: String

    init(text: String, brief: String? = nil) {
        self.text = text
        description = brief ?? text
    }
}
