import Foundation
import SlipwayDashboard
import TerminalUI

/// The shipped themes and the user's own, from `$XDG_CONFIG_HOME/slipway/themes`.
enum ThemeFolder {
    /// - Parameter theme: a name, or the path of a file.
    /// - Returns: the catalog, and the name under which the wanted theme stands in it.
    static func catalog(
        wanted theme: String, environment: [String: String]
    ) throws -> (catalog: ThemeCatalog, name: String) {
        var (catalog, _) = Self.catalog(environment: environment)
        guard theme.contains("/") else {
            guard catalog.names.contains(theme) else {
                let known = catalog.names.joined(separator: ", ")
                throw InputError(message: "there is no theme \(theme); there are \(known)")
            }
            return (catalog, theme)
        }
        try add(theme, to: &catalog)
        return (catalog, theme)
    }

    /// - Returns: the catalog, and the files of the user's own themes by their names.
    static func catalog(environment: [String: String]) -> (catalog: ThemeCatalog, own: [String: String]) {
        var catalog = ThemeCatalog.dashboard
        var own: [String: String] = [:]
        let home = environment["HOME"] ?? NSHomeDirectory()
        let configuration =
            environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
        let folder = configuration + "/slipway/themes"
        for file in (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? [] {
            guard file.hasSuffix(".yaml"), let text = text(of: folder + "/" + file) else { continue }
            let name = String(file.dropLast(".yaml".count))
            catalog.add(name: name, file: folder + "/" + file, text: text)
            own[name] = folder + "/" + file
        }
        return (catalog, own)
    }

    /// Adds the theme in a file, which may inherit every other one, under its path.
    static func add(_ path: String, to catalog: inout ThemeCatalog) throws {
        guard let text = text(of: path) else { throw InputError(message: "the theme \(path) cannot be read") }
        catalog.add(name: path, file: path, text: text)
    }

    /// None where it cannot be read, or is too large to be a theme.
    private static func text(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20 else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
