import Foundation
import SlipwayCore

/// Files of devices that a form reads whole, up to a bound; and the paths that lead to them.
package enum SheetFile {
    /// A larger file is for the command line, which reads it row by row.
    package static let maximumBytes: Int64 = 64 << 20

    /// - Parameter path: `~` is the home folder.
    /// - Throws: REQUEST_001 where it is not a file, too large, cannot be read, or changed meanwhile.
    package static func contents(of path: String) throws(SlipwayError) -> Data {
        let full = HomeFolder.expanded(path)
        let descriptor = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw refusal(path, String(cString: strerror(errno))) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let before = try status(of: descriptor, path)
        guard before.st_mode & S_IFMT == S_IFREG else { throw refusal(path, "is not a file") }
        guard Int64(before.st_size) <= maximumBytes else {
            let fault = """
                has \(Int64(before.st_size) >> 20) MiB; a form reads at most \(maximumBytes >> 20), and slipway devices \
                register --file any number
                """
            throw refusal(path, fault)
        }
        let data: Data
        do { data = try file.read(upToCount: Int(maximumBytes) + 1) ?? Data() } catch {
            throw refusal(path, "cannot be read to its end")
        }
        let after = try status(of: descriptor, path)
        let isSame =
            after.st_size == before.st_size && after.st_mtim.tv_sec == before.st_mtim.tv_sec
            && after.st_mtim.tv_nsec == before.st_mtim.tv_nsec
        guard isSame, data.count == Int(before.st_size) else { throw refusal(path, "changed while it was read") }
        return data
    }

    /// At most 50 paths that begin so, folders ending in `/`; those hidden by a dot only where one was typed.
    package static func candidates(for start: String) -> [String] {
        let cut = start.lastIndex(of: "/").map { start.index(after: $0) } ?? start.startIndex
        let (folder, stem) = (String(start[..<cut]), String(start[cut...]))
        let folderPath = folder.isEmpty ? "." : HomeFolder.expanded(folder)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folderPath) else { return [] }
        let found = names.filter { $0.hasPrefix(stem) && (stem.hasPrefix(".") || !$0.hasPrefix(".")) }
        return found.sorted().prefix(50).map { name in
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: folderPath + "/" + name, isDirectory: &isFolder)
            return folder + name + (isThere && isFolder.boolValue ? "/" : "")
        }
    }

    private static func status(of descriptor: Int32, _ path: String) throws(SlipwayError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw refusal(path, String(cString: strerror(errno))) }
        return status
    }

    private static func refusal(_ path: String, _ fault: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: path, fault: fault)])
    }
}
