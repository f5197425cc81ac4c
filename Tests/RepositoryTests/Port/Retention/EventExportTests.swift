import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct EventExportTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `every event is written once, so many in a file, and a later export goes on from there`(
        database: ConformingDatabase
    ) async throws {
        try await withExport(from: database) { world, folder in
            try await world.append("a", "b", "c")
            try await world.append("d", "e")
            #expect(try await world.export(to: folder, pageSize: 2) == ["a", "b", "c", "d", "e"])
            #expect(try folder.exported.map(\.count) == [2, 2, 1])
            try await world.append("f")
            #expect(try await world.export(to: folder, pageSize: 2) == ["a", "b", "c", "d", "e", "f"])
            let names = try folder.exportedNames
            #expect(names.count == 4 && names.allSatisfy { $0.hasPrefix("events-20") && $0.hasSuffix(".jsonl") })
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `an export that was killed before its file counted writes that file again`(
        database: ConformingDatabase
    ) async throws {
        try await withExport(from: database) { world, folder in
            try await world.append("a")
            #expect(try await world.export(to: folder) == ["a"])
            try await world.append("b")
            #expect(try await world.export(to: folder) == ["a", "b"])
            // As if it had been killed before it said that `b` was written, and more has come since.
            let first = try await world.finalEvents(limit: 1)[0].position
            try await world.write { try $0.setExportedPosition(first) }
            try await world.append("c")
            #expect(try await world.export(to: folder) == ["a", "b", "c"])
            #expect(try folder.exported == [["a"], ["b", "c"]])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a file of something else keeps its name, and the new one gets a number`(
        database: ConformingDatabase
    ) async throws {
        try await withExport(from: database) { world, folder in
            try await world.append("a")
            _ = try await world.export(to: folder)
            let name = try #require(try folder.exportedNames.first)
            try Data("of another database\n".utf8).write(to: folder.appending(path: name))
            try await world.change("DELETE FROM settings WHERE key = 'events_exported_through'")
            _ = try await world.export(to: folder)
            #expect(try folder.exportedNames.sorted() == [name.replacing(".jsonl", with: "-2.jsonl"), name].sorted())
            #expect(
                try String(contentsOf: folder.appending(path: name), encoding: .utf8) == "of another database\n")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `exports into two folders at once lose nothing, and one that was overtaken says so`(
        database: ConformingDatabase
    ) async throws {
        try await withExport(from: database) { world, folder in
            let details = (1...60).map { "event \($0)" }
            for detail in details { try await world.append(detail) }
            let folders = [folder.appending(path: "a"), folder.appending(path: "b")]
            for folder in folders {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            }
            try await world.waitUntilFinal()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for folder in folders {
                    group.addTask {
                        do {
                            _ = try await world.export(to: folder, pageSize: 7)
                        } catch let fault as ExportFault {
                            #expect(fault.text.contains("another export has gone on meanwhile"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            _ = try await world.export(to: folders[0], pageSize: 7)
            let written = try folders.flatMap { try $0.exported.flatMap { $0 } }
            #expect(Set(written) == Set(details))
            for folder in folders {
                let own = try folder.exported.flatMap { $0 }
                #expect(own.count == Set(own).count)
            }
        }
    }

    @Test func `what cannot be written changes nothing`() async throws {
        try await withExport(from: .inMemory) { world, folder in
            try await world.append("a")
            let export = EventExport(world.repository) { $0.detail }
            let ada = Principal.operator("ada")
            let fault = await #expect(throws: ExportFault.self) {
                try await export.exportEvents(into: folder.path + "/none", as: ada)
            }
            #expect(fault?.text == "\(folder.path)/none is not a folder; make it first")
            let limited = Principal.operator("eve", organization: .one(.init(1)))
            #expect(await code { try await export.exportEvents(into: folder.path, as: limited) } == "AUTH_003")
            #expect(try await world.read { try $0.exportedPosition() } == nil)
            #expect(try folder.exportedNames == [])
        }
    }
}

private func withExport(
    from database: ConformingDatabase, _ body: (DatabaseWorld, URL) async throws -> Void
) async throws {
    try await database.withWorld { world in
        try await withTemporaryFolder { try await body(world, $0) }
    }
}

extension DatabaseWorld {
    /// Once nothing elsewhere on the server keeps the last ones back.
    ///
    /// - Returns: what is in the folder.
    fileprivate func export(to folder: URL, pageSize: Int = 100) async throws -> [String] {
        try await waitUntilFinal()
        try await EventExport(repository, pageSize: pageSize) { $0.detail }.exportEvents(
            into: folder.path, as: .operator("ada"))
        return try folder.exported.flatMap { $0 }
    }

    fileprivate func waitUntilFinal() async throws {
        let count = try await eventDetails.count
        try await until { try await read { try $0.eventsToExport(after: nil, limit: 1_000).count } == count }
    }
}

extension URL {
    fileprivate var exportedNames: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".jsonl") }.sorted()
        }
    }

    /// The lines of each file.
    fileprivate var exported: [[String]] {
        get throws {
            try exportedNames.map { name in
                try String(contentsOf: appending(path: name), encoding: .utf8).split(separator: "\n").map(String.init)
            }
        }
    }
}
