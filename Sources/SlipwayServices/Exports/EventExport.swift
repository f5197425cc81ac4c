import Foundation
import SlipwayCore

/// Writes the events that no export has written yet to files, and keeps in the database how far it has come, which no
/// removal goes beyond while ``RetentionRule/exportsFirst``.
///
/// A file is on disk before the database says that its events are. So a process that is killed in between loses none,
/// and the next export into the same folder writes that file again. Two exports into different folders may both write a
/// file of the same events, which are known by their ids; one of them then ends with ``ExportFault``.
package struct EventExport: Sendable {
    /// In one file.
    package static let pageSize = 10_000

    /// One that was written.
    package struct File: Hashable, Sendable {
        package let path: String
        package let events: Int
        package let firstID: Event.ID
        package let lastID: Event.ID
    }

    private let repository: any Repository
    private let pageSize: Int
    /// Of an event, without its end.
    private let line: @Sendable (Event) throws -> String

    /// - Parameter pageSize: how many events a file has at most.
    package init(
        _ repository: any Repository, pageSize: Int = EventExport.pageSize,
        line: @escaping @Sendable (Event) throws -> String
    ) {
        self.repository = repository
        self.pageSize = pageSize
        self.line = line
    }

    /// Everything that no transaction which still runs could come before.
    ///
    /// - Parameters:
    ///   - path: of a folder.
    ///   - done: is told of each file once its events count as exported.
    /// - Throws: AUTH_003 unless the principal administers all organizations; ``ExportFault``.
    package func exportEvents(
        into path: String, as principal: Principal, _ done: (File) throws -> Void = { _ in }
    ) async throws {
        try principal.requireAll(.admin)
        let folder = try ExportFolder(path: path)
        while let file = try await writeFile(in: folder) { try done(file) }
    }

    private func writeFile(in folder: ExportFolder) async throws -> File? {
        let limit = pageSize
        let (start, page) = try await repository.read { reader in
            let start = try reader.exportedPosition()
            return (start, try reader.eventsToExport(after: start, limit: limit))
        }
        guard let first = page.first, let last = page.last else { return nil }
        var content = Data()
        for placed in page { content.append(contentsOf: (try line(placed.event) + "\n").utf8) }
        let file = File(
            path: try folder.add(content, as: Self.name(of: first.event), ending: ".jsonl"), events: page.count,
            firstID: first.event.id, lastID: last.event.id)
        try await repository.write { transaction in
            try transaction.hold(.settings, for: .changing)
            guard try transaction.exportedPosition() == start else {
                throw ExportFault(
                    text: "another export has gone on meanwhile: what is in \(file.path) is in its files too")
            }
            try transaction.setExportedPosition(last.position)
        }
        return file
    }

    /// Files sort by it as their events do: `events-2026-11-29-000000000042`.
    private static func name(of event: Event) -> String {
        let digits = "\(event.id)"
        return "events-" + event.at.description.prefix(10) + "-"
            + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }
}
