import Foundation
import TerminalUI

/// Which characters plain output may use: those of a UTF-8 locale, or ASCII.
enum TerminalGlyphs {
    static let current: GlyphSet = {
        let environment = ProcessInfo.processInfo.environment
        // POSIX: the first of these that is set and not empty decides the character set.
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.uppercased()
        return name.contains("UTF-8") || name.contains("UTF8") ? .unicode : .ascii
    }()
}
