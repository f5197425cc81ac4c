import Foundation
import SlipwayCore

/// A registration sheet that is read row by row from a file or from standard input.
package struct DeviceSheet {
    package let layout: SheetLayout
    private let handle: FileHandle
    private let name: String
    private let defaultOrganization: String?
    private var reader: SheetReader
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
        var options = SheetOptions()
        options.header = .yes
        var reader = SheetReader(options: options, namesOrganizations: defaultOrganization == nil)
        var records: [CSVRecord] = []
        var isAtEnd = false
        do {
            while reader.layout == nil, !isAtEnd {
                (records, isAtEnd) = try Self.read(handle, name: name, reader: &reader)
            }
            guard let layout = reader.layout else {
                throw Self.refusal(name, "is empty; the first row must name the columns")
            }
            self.layout = layout
            try layout.requireHeader(needsOrganization: defaultOrganization == nil)
        } catch SlipwayError.invalidRequest(let faults) {
            throw Self.refusal(faults, name: name, line: reader.firstLine)
        }
        self.reader = reader
        self.records = records[...]
        self.isAtEnd = isAtEnd
    }

    /// Rows so far in which nothing stood, and which were left out.
    package var emptyRows: Int { reader.emptyRows }

    /// The next rows, at most `limit`; none at the end.
    package mutating func next(_ limit: Int) throws -> [DeviceSheetRow] {
        while records.count < limit, !isAtEnd {
            let (more, end) = try Self.read(handle, name: name, reader: &reader)
            records += more
            isAtEnd = end
        }
        let page = records.prefix(limit)
        records = records.dropFirst(limit)
        return page.map { DeviceSheetRow($0, layout: layout, defaultOrganization: defaultOrganization) }
    }

    private static func read(
        _ handle: FileHandle, name: String, reader: inout SheetReader
    ) throws -> (records: [CSVRecord], isAtEnd: Bool) {
        let data: Data?
        do {
            data = try handle.read(upToCount: 256 << 10)
        } catch {
            throw refusal(name, "cannot be read to its end")
        }
        guard let data, !data.isEmpty else { return (try reader.finish(), true) }
        return (try reader.feed(data), false)
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

    /// Every fault of the first row, with the file in which it stands.
    private static func refusal(_ faults: [FieldFault], name: String, line: Int?) -> SlipwayError {
        let place = line.map { "\(name):\($0)" } ?? name
        return .invalidRequest(
            faults.map { fault in
                fault.field == name ? fault : FieldFault(field: "\(place): \(fault.field)", fault: fault.fault)
            })
    }

    private static func refusal(_ name: String, _ fault: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: name, fault: fault)])
    }
}
