import Foundation
import SlipwayCore

/// A registration sheet that is read row by row from a file or from standard input.
package struct DeviceSheet {
    package let header: DeviceSheetHeader
    private let handle: FileHandle
    private let name: String
    private let defaultOrganization: String?
    private var parser = CSVParser()
    private var records: ArraySlice<CSVRecord> = []
    private var isAtEnd = false

    /// Reads as far as the header.
    ///
    /// - Parameters:
    ///   - path: `-` for standard input.
    ///   - defaultOrganization: the owner of rows that name none.
    /// - Throws: REQUEST_001 for a file that cannot be read, is empty, or has a header that will not do.
    package init(path: String, defaultOrganization: String?) throws {
        name = path == "-" ? "standard input" : path
        self.defaultOrganization = defaultOrganization
        handle = path == "-" ? FileHandle.standardInput : try Self.open(path)
        var parser = CSVParser()
        var records: [CSVRecord] = []
        var isAtEnd = false
        while records.isEmpty, !isAtEnd { (records, isAtEnd) = try Self.read(handle, name: name, parser: &parser) }
        guard !records.isEmpty else { throw Self.refusal(name, "is empty; the first row must name the columns") }
        let first = records.removeFirst()
        header = try Self.header(first, name: name, needsOrganization: defaultOrganization == nil)
        self.parser = parser
        self.records = records[...]
        self.isAtEnd = isAtEnd
    }

    /// The next rows, at most `limit`; none at the end.
    package mutating func next(_ limit: Int) throws -> [DeviceSheetRow] {
        while records.count < limit, !isAtEnd {
            let (more, end) = try Self.read(handle, name: name, parser: &parser)
            records += more
            isAtEnd = end
        }
        let page = records.prefix(limit)
        records = records.dropFirst(limit)
        return page.map { DeviceSheetRow($0, header: header, defaultOrganization: defaultOrganization) }
    }

    /// Every fault of the header, with the file in which it stands.
    private static func header(
        _ record: CSVRecord, name: String, needsOrganization: Bool
    ) throws -> DeviceSheetHeader {
        do {
            return try DeviceSheetHeader(record, needsOrganization: needsOrganization)
        } catch {
            guard case .invalidRequest(let faults) = error else { throw error }
            throw SlipwayError.invalidRequest(
                faults.map { FieldFault(field: "\(name):\(record.line): \($0.field)", fault: $0.fault) })
        }
    }

    private static func read(
        _ handle: FileHandle, name: String, parser: inout CSVParser
    ) throws -> (records: [CSVRecord], isAtEnd: Bool) {
        let data: Data?
        do {
            data = try handle.read(upToCount: 256 << 10)
        } catch {
            throw refusal(name, "cannot be read to its end")
        }
        guard let data, !data.isEmpty else { return (parser.finish().map { [$0] } ?? [], true) }
        return (parser.feed(data), false)
    }

    private static func open(_ path: String) throws -> FileHandle {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw refusal(path, String(cString: strerror(errno))) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            throw refusal(path, "is a folder")
        }
        return handle
    }

    private static func refusal(_ name: String, _ fault: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: name, fault: fault)])
    }
}
