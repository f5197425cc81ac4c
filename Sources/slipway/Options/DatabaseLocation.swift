import Foundation
import SQLiteRepository
import SlipwayCore

/// Where the database is, as `--database`, the environment or the default says.
struct DatabaseLocation {
    let path: String
    /// Nobody named it: it is created where it is missing.
    let isDefault: Bool

    /// - Throws: `InputError` for a database of a kind that this program does not know.
    init(given: String?, environment: [String: String]) throws {
        let named = given ?? environment["SLIPWAY_DATABASE"].flatMap { $0.isEmpty ? nil : $0 }
        guard let named else {
            path = Self.defaultPath(environment)
            isDefault = true
            return
        }
        isDefault = false
        try Self.refuseServer(named)
        path = named.hasPrefix("sqlite:") ? String(named.dropFirst("sqlite:".count)) : named
        if path.isEmpty { throw InputError(message: "--database names no file") }
        try refuseFolder()
    }

    /// A URL, or libpq's `key=value` pairs; neither is repeated, for it may hold a password.
    private static func refuseServer(_ named: String) throws {
        guard named.contains("://") || named.lowercased().contains("password=") else { return }
        throw InputError(message: "this version works on SQLite only: give --database sqlite:PATH")
    }

    private func refuseFolder() throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw InputError(message: "the database \(path) is a folder; name a file in it")
        }
        let folder = (path as NSString).deletingLastPathComponent
        if !isDefault, !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) {
            throw InputError(message: "the folder \(folder) of the database \(path) does not exist")
        }
    }

    static func createDefault(at path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw InputError(message: "the folder \(folder) cannot be made; name a database with --database")
        }
        try SQLiteRepository.migrate(path: path)
    }

    /// The XDG Base Directory Specification: `$XDG_DATA_HOME`, or `~/.local/share`.
    private static func defaultPath(_ environment: [String: String]) -> String {
        let home = environment["HOME"] ?? NSHomeDirectory()
        let data = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.local/share"
        return data + "/slipway/slipway.db"
    }
}
