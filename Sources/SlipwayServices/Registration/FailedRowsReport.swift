import Foundation
import SlipwayCore

/// A sheet of the rows that failed, each with why: to be corrected and sent again.
///
/// Written beside its final name and moved there at the end, so that half of it is never found.
package final class FailedRowsReport {
    private let path: String
    private let partialPath: String
    private let handle: FileHandle
    private let width: Int
    private let dropsFirst: Bool
    private var isFinished = false

    /// - Throws: REQUEST_001 where it cannot be written, or where something other than a report stands under its name.
    package init(path: String, layout: SheetLayout) throws {
        self.path = path
        partialPath = path + ".partial"
        try Self.check(path)
        let descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.refusal(path, String(cString: strerror(errno))) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // The report of a report replaces its first column instead of growing another one.
        dropsFirst = layout.names.first == DeviceSheetColumn.error.rawValue
        let names = dropsFirst ? Array(layout.names.dropFirst()) : layout.names
        width = names.count
        try write([DeviceSheetColumn.error.rawValue] + names)
    }

    deinit {
        if !isFinished { unlink(partialPath) }
    }

    package func append(_ row: DeviceSheetRow, faults: [String]) throws {
        var fields = dropsFirst ? Array(row.record.fields.dropFirst()) : row.record.fields
        fields += Array(repeating: "", count: max(0, width - fields.count))
        try write([faults.joined(separator: "; ")] + fields)
    }

    /// Puts the report under its name.
    package func finish() throws {
        do {
            try handle.synchronize()
            try handle.close()
        } catch {
            throw Self.refusal(path, "cannot be written to its end")
        }
        guard rename(partialPath, path) == 0 else { throw Self.refusal(path, String(cString: strerror(errno))) }
        isFinished = true
    }

    /// Only an earlier report may be replaced: never a sheet, a token file or a database.
    private static func check(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else { throw refusal(path, "is not a file") }
        guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: 64) else {
            throw refusal(path, "cannot be read")
        }
        let first = String(decoding: start, as: UTF8.self)
        guard start.isEmpty || first.hasPrefix(DeviceSheetColumn.error.rawValue + ",") else {
            throw refusal(path, "is there already and no report of failed rows; it would be overwritten")
        }
    }

    private func write(_ fields: [String]) throws {
        do {
            try handle.write(contentsOf: Data((CSVRecord.line(fields) + "\n").utf8))
        } catch {
            throw Self.refusal(path, "cannot be written")
        }
    }

    private static func refusal(_ path: String, _ fault: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: path, fault: fault)])
    }
}
