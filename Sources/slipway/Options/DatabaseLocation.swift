import Foundation
import PostgresRepository
import SQLiteRepository
import SlipwayCore

/// Where the database is, as `--database`, the environment or the default says.
enum DatabaseLocation {
    case file(path: String)
    /// The file that is used where none is named: it is created where it is missing.
    case defaultFile(path: String)
    case server(PostgresLocation)

    /// - Throws: `InputError` for a database of a kind that this program does not know.
    init(given: String?, environment: [String: String]) throws {
        let named = given ?? environment["SLIPWAY_DATABASE"].flatMap { $0.isEmpty ? nil : $0 }
        guard let named else {
            self = .defaultFile(path: Self.defaultPath(environment))
            return
        }
        if let server = try Self.server(named, isArgument: given != nil) {
            self = .server(server)
            return
        }
        let path = named.hasPrefix("sqlite:") ? String(named.dropFirst("sqlite:".count)) : named
        if path.isEmpty { throw InputError(message: "--database names no file") }
        try Self.refuseFolder(path)
        self = .file(path: path)
    }

    /// None for a file. What is refused is not repeated, for it may hold a password.
    private static func server(_ named: String, isArgument: Bool) throws -> PostgresLocation? {
        let lowercased = named.lowercased()
        let location: PostgresLocation
        if let scheme = ["postgres://", "postgresql://"].first(where: lowercased.hasPrefix) {
            guard let known = try? PostgresLocation(scheme + named.dropFirst(scheme.count)) else { throw noAddress }
            location = known
        } else if !namesKeyword(named) {
            if named.contains("://") || lowercased.contains("password=") {
                throw InputError(message: "give --database sqlite:PATH, or postgres://HOST/NAME without a password")
            }
            return nil
        } else if let known = try? PostgresLocation(named) {
            location = known
        } else if namesKeyword(named, more: true) || lowercased.contains("password") {
            throw noAddress
        } else {
            // A file may have such a name.
            return nil
        }
        if isArgument, location.hasPassword {
            throw InputError(
                message: "everybody on this machine can read a password in --database; "
                    + "keep it in a file and name that in PGPASSFILE")
        }
        return location
    }

    private static let noAddress = InputError(
        message: "the address of the database is not one that PostgreSQL knows")

    /// Whether a text begins with `keyword=`, as the other kind of address does that libpq takes.
    ///
    /// - Parameter more: whether another one follows.
    private static func namesKeyword(_ text: String, more: Bool = false) -> Bool {
        var rest = text.first?.isWhitespace == true ? text.dropFirst() : text[...]
        guard beginsWithKeyword(rest) else { return false }
        guard more else { return true }
        while let space = rest.firstIndex(where: \.isWhitespace) {
            rest = rest[rest.index(after: space)...]
            if beginsWithKeyword(rest) { return true }
        }
        return false
    }

    private static func beginsWithKeyword(_ text: Substring) -> Bool {
        let keyword = text.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
        return !keyword.isEmpty && text.dropFirst(keyword.count).drop(while: \.isWhitespace).first == "="
    }

    private static func refuseFolder(_ path: String) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw InputError(message: "the database \(path) is a folder; name a file in it")
        }
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) {
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
