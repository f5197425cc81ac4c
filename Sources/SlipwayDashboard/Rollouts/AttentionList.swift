import SlipwayCore
import SlipwayServices
import TerminalUI

/// What is wrong, the worst first, in words: the part of the home screen that one reads first at night.
struct AttentionList: Hashable, Sendable {
    struct Item: Hashable, Sendable {
        let look: StateLook
        let name: SafeText
        let text: SafeText
    }

    let items: [Item]

    init(_ home: HomeView) {
        items = home.conditions.map { condition in
            Item(
                look: ConditionText.look(condition), name: ConditionText.name(condition),
                text: ConditionText.text(condition, at: home.at))
        }
    }

    /// At most `maximum` lines: where room is scarce every item tells less, and after that the last line counts
    /// those that are left out.
    func lines(columns: Int, maximum: Int, _ glyphs: GlyphSet) -> [StyledText] {
        let nameColumns = min(20, max(8, columns / 4))
        let texts = items.map { $0.text.wrapped(to: max(8, columns - nameColumns - 6)) }
        let most = texts.map(\.count).max() ?? 0
        let depth = (1...max(1, most)).last { depth in texts.reduce(0) { $0 + min($1.count, depth) } <= maximum } ?? 1
        let lines = zip(items, texts).flatMap { item, text in
            Self.block(item, Self.cut(text, to: depth), nameColumns: nameColumns, glyphs)
        }
        guard lines.count > maximum else { return lines }
        guard maximum > 1 else { return [] }
        let more: SafeText = " and " + CountText.exact(lines.count - maximum + 1) + " more"
        return Array(lines.prefix(maximum - 1)) + [StyledText(more, .dim)]
    }

    /// The first lines; what is left out shows.
    private static func cut(_ lines: [SafeText], to depth: Int) -> [SafeText] {
        guard lines.count > depth, let last = lines.prefix(depth).last else { return lines }
        return lines.prefix(depth - 1) + [last + " …"]
    }

    private static func block(
        _ item: Item, _ lines: [SafeText], nameColumns: Int, _ glyphs: GlyphSet
    ) -> [StyledText] {
        let start = item.look.label(item.name, glyphs).padded(to: nameColumns + 2)
        let indent = StyledText(SafeText.empty.padded(to: nameColumns + 2))
        return lines.enumerated().map { index, line in
            StyledText(" ") + (index == 0 ? start : indent) + StyledText("  " + line)
        }
    }
}
