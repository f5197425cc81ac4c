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
        var catalog = ThemeCatalog.dashboard
        let home = environment["HOME"] ?? NSHomeDirectory()
        let configuration =
            environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
        let folder = configuration + "/slipway/themes"
        for file in (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? [] {
            guard file.hasSuffix(".yaml"), let text = text(of: folder + "/" + file) else { continue }
            catalog.add(name: String(file.dropLast(".yaml".count)), file: folder + "/" + file, text: text)
        }
        guard theme.contains("/") else {
            guard catalog.names.contains(theme) else {
                let known = catalog.names.joined(separator: ", ")
                throw InputError(message: "there is no theme \(theme); there are \(known)")
            }
            return (catalog, theme)
        }
        guard let text = text(of: theme) else { throw InputError(message: "the theme \(theme) cannot be read") }
        catalog.add(name: theme, file: theme, text: text)
        return (catalog, theme)
    }

    /// None where it cannot be read, or is too large to be a theme.
    private static func text(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20 else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
