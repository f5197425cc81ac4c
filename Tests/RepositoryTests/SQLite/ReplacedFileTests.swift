import Foundation
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

/// What becomes of a repository whose file others take away or replace.
struct ReplacedFileTests {
    @Test func `a file that is gone is neither read nor written, and works again when it is back`() async throws {
        try await withFile { path, repository in
            try await repository.write { _ = try $0.insertOrganization(name: "first") }
            try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
            await #expect(throws: SlipwayError.databaseNotFound(path)) { _ = try await names(in: repository) }
            await #expect(throws: SlipwayError.databaseNotFound(path)) {
                try await repository.write { _ = try $0.insertOrganization(name: "lost") }
            }
            try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
            #expect(try await names(in: repository) == ["first"])
            try await repository.write { _ = try $0.insertOrganization(name: "second") }
            #expect(try await names(in: repository) == ["first", "second"])
        }
    }

    @Test func `a journal that is removed while it is used is noticed, and nothing is lost`() async throws {
        try await withDatabaseFile { path, clock in
            let repository = try SQLiteRepository.open(path: path, clock: { clock.now })
            try await repository.write { _ = try $0.insertOrganization(name: "first") }
            try FileManager.default.removeItem(atPath: path + "-wal")
            let text =
                "\(path)-wal was removed or replaced while \(path) was in use; "
                + "stop every program that uses it, and start again"
            await #expect(throws: SlipwayError.databaseUnavailable(text)) {
                try await repository.write { _ = try $0.insertOrganization(name: "second") }
            }
            await #expect(throws: SlipwayError.databaseUnavailable(text)) { _ = try await names(in: repository) }
            // Until it is closed, what opens the file finds an index of the journal that is gone.
            try repository.database.close()
            let again = try SQLiteRepository.open(path: path, clock: { clock.now })
            #expect(try await names(in: again) == ["first"])
        }
    }

    @Test func `another file in its place is read and written from then on`() async throws {
        try await withFile { path, repository in
            try await repository.write { _ = try $0.insertOrganization(name: "first") }
            let mark = try await repository.read { try $0.changeMark() }
            try await replace(path) { try await $0.write { _ = try $0.insertOrganization(name: "other") } }
            #expect(try await names(in: repository) == ["other"])
            #expect(try await repository.read { try $0.changeMark() } != mark)
            try await repository.write { _ = try $0.insertOrganization(name: "second") }
            let another = try SQLiteRepository.open(path: path, clock: { .example })
            #expect(try await names(in: another) == ["other", "second"])
        }
    }

    @Test func `somebody else's file in its place is refused until a right one comes`() async throws {
        try await withFile { path, repository in
            try await repository.write { _ = try $0.insertOrganization(name: "first") }
            try remove(path)
            try Data("not a database at all, but long enough to be looked at as one".utf8)
                .write(to: URL(filePath: path))
            await #expect(throws: SlipwayError.notADatabase(path)) { _ = try await names(in: repository) }
            try await replace(path) { try await $0.write { _ = try $0.insertOrganization(name: "other") } }
            #expect(try await names(in: repository) == ["other"])
        }
    }

    private func names(in repository: SQLiteRepository) async throws -> [String] {
        try await repository.read { reader in
            try reader.page(of: OrganizationQuery(), in: .all, at: .first, limit: 10).rows.map(\.name)
        }
    }

    /// Takes the file away with its journal, and puts one made by `body` there.
    private func replace(_ path: String, _ body: (SQLiteRepository) async throws -> Void) async throws {
        let next = path + ".next"
        try SQLiteRepository.migrate(path: next)
        do {
            let repository = try SQLiteRepository.open(path: next, clock: { .example })
            try await body(repository)
            try await repository.database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        }
        try remove(path)
        try FileManager.default.moveItem(atPath: next, toPath: path)
    }

    private func remove(_ path: String) throws {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    private func withFile(_ body: (_ path: String, SQLiteRepository) async throws -> Void) async throws {
        try await withDatabaseFile { path, clock in
            try await body(path, try SQLiteRepository.open(path: path, clock: { clock.now }))
        }
    }
}
