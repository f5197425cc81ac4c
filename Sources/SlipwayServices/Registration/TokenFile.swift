import Foundation
import SlipwayCore

/// Where the uids and tokens of a registration are kept, on disk before the first of them is sent.
///
/// A CSV file that only its owner may read (0600). It is only ever added to: a run that was killed finds the same uids
/// and tokens again, so that sending again registers nothing twice and loses no token.
package final class TokenFile {
    package struct Entry: Hashable, Sendable {
        /// The line of the sheet, from 1.
        package let line: Int
        package let deviceUID: String
        package let deviceToken: String

        package init(line: Int, deviceUID: String, deviceToken: String) {
            self.line = line
            self.deviceUID = deviceUID
            self.deviceToken = deviceToken
        }
    }

    package let path: String
    private let handle: FileHandle
    private var unusedByUID: [String: [Entry]] = [:]
    private var unusedByLine: [Int: Entry] = [:]

    /// Opens the file, or makes it; what it holds is used again.
    ///
    /// - Throws: REQUEST_001 where it cannot be used, or is something else.
    package init(path: String) throws {
        self.path = path
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Self.refusal(path, String(cString: strerror(errno)))
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw Self.refusal(path, "another registration is using it")
        }
        guard fchmod(descriptor, 0o600) == 0 else { throw Self.refusal(path, String(cString: strerror(errno))) }
        try load()
    }

    /// The uid and token that an earlier run made for this row; each is given out once.
    package func takeEntry(line: Int, deviceUID: String?) -> Entry? {
        guard let deviceUID else {
            guard let entry = unusedByLine.removeValue(forKey: line) else { return nil }
            unusedByUID[entry.deviceUID]?.removeAll { $0 == entry }
            return entry
        }
        guard var entries = unusedByUID[deviceUID], !entries.isEmpty else { return nil }
        let index = entries.firstIndex { $0.line == line } ?? 0
        let entry = entries.remove(at: index)
        unusedByUID[deviceUID] = entries
        if unusedByLine[entry.line] == entry { unusedByLine[entry.line] = nil }
        return entry
    }

    /// How many entries of earlier runs are left for such a row.
    package func unusedCount(line: Int, deviceUID: String?) -> Int {
        guard let deviceUID else { return unusedByLine[line] == nil ? 0 : 1 }
        return unusedByUID[deviceUID]?.count ?? 0
    }

    /// Adds entries; they are on disk when it returns.
    package func append(_ entries: [Entry]) throws {
        guard !entries.isEmpty else { return }
        let lines = entries.map { CSVRecord.line([String($0.line), $0.deviceUID, $0.deviceToken]) + "\n" }
        do {
            try handle.write(contentsOf: Data(lines.joined().utf8))
            try handle.synchronize()
        } catch {
            throw Self.refusal(path, "the tokens cannot be saved; nothing of this request was sent")
        }
    }

    /// What a finished file holds, for a program that shows the tokens to a server; registration may go on meanwhile.
    ///
    /// - Throws: REQUEST_001 where it cannot be read, or is something else.
    package static func entries(path: String) throws -> [Entry] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw refusal(path, String(cString: strerror(errno)))
        }
        return try entries(data.lastIndex(of: UInt8(ascii: "\n")).map { data[...$0] } ?? Data(), path: path)
    }

    private static func entries(_ complete: Data, path: String) throws -> [Entry] {
        var parser = CSVParser()
        var records = parser.feed(complete)
        guard !records.isEmpty, CSVRecord.line(records.removeFirst().fields) == header else {
            throw refusal(path, "it is not a token file")
        }
        return try records.map { record in
            guard record.fault == nil, record.fields.count == 3, let line = Int(record.fields[0]) else {
                throw refusal(path, "line \(record.line) is damaged")
            }
            return Entry(line: line, deviceUID: record.fields[1], deviceToken: record.fields[2])
        }
    }

    private static let header = "line,device_uid,device_token"

    private func load() throws {
        let data = try handle.readToEnd() ?? Data()
        // A line that was cut off by a kill was never sent.
        let complete = data.lastIndex(of: UInt8(ascii: "\n")).map { data[...$0] } ?? Data()
        if complete.isEmpty {
            guard data.count <= Self.header.utf8.count, Self.header.utf8.starts(with: data) else {
                throw Self.refusal(path, "it is not a token file")
            }
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data((Self.header + "\n").utf8))
            try handle.synchronize()
            try synchronizeFolder()
            return
        }
        for entry in try Self.entries(complete, path: path) {
            unusedByUID[entry.deviceUID, default: []].append(entry)
            unusedByLine[entry.line] = entry
        }
        if complete.count < data.count { try handle.truncate(atOffset: UInt64(complete.count)) }
        try handle.seekToEnd()
    }

    /// A new file is only safe once its folder's entry is.
    private func synchronizeFolder() throws {
        let folder = (path as NSString).deletingLastPathComponent
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.refusal(path, String(cString: strerror(errno))) }
    }

    private static func refusal(_ path: String, _ fault: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: "token file \(path)", fault: fault)])
    }
}
