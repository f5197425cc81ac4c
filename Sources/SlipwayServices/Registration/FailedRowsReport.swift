import Foundation
import SlipwayCore

/// A sheet of the rows that failed, each with why: to be corrected and sent again.
///
/// Written beside its final name and moved there at the end, so that nobody ever finds half of it.
package final class FailedRowsReport {
    private let path: String
    private let partialPath: String
    private let handle: FileHandle
    private let width: Int
    private let dropsFirst: Bool

    /// - Throws: REQUEST_001 where it cannot be written.
    package init(path: String, header: DeviceSheetHeader) throws {
        self.path = path
        partialPath = path + ".partial"
        let descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.refusal(path, String(cString: strerror(errno))) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // The report of a report replaces its first column instead of growing another one.
        dropsFirst = header.names.first == DeviceSheetColumn.error.rawValue
        let names = dropsFirst ? Array(header.names.dropFirst()) : header.names
        width = names.count
        try write([DeviceSheetColumn.error.rawValue] + names)
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
