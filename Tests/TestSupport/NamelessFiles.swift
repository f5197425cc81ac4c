import Foundation

/// The files that a process has open and that no folder shows any more.
package enum NamelessFiles {
    /// In bytes, of those that were made in `folder` (proc(5)).
    ///
    /// - Parameter process: its number; none for this one.
    package static func sizes(in folder: String, of process: Int32? = nil) throws -> [Int] {
        let open = "/proc/\(process.map { "\($0)" } ?? "self")/fd"
        return try FileManager.default.contentsOfDirectory(atPath: open).compactMap { number in
            // One that has been closed since is no longer there.
            let path = "\(open)/\(number)"
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path),
                target.hasPrefix(folder + "/"), target.hasSuffix(" (deleted)")
            else { return nil }
            var status = stat()
            return stat(path, &status) == 0 ? Int(status.st_size) : nil
        }
    }
}
