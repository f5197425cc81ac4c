import SlipwayCore
import SlipwayServices
import TerminalUI

/// The home screen once, as plain text: for `slipway status`, scripts and terminals that cannot show more.
package enum PlainStatus {
    private static let minimumName = 16

    /// ASCII signs, no colour; lines of at most `width` columns and at least 40.
    package static func lines(
        _ home: HomeView, organization: String?, width: Int
    ) -> [SafeText] {
        let width = max(40, width)
        let count = CountText.exact(home.rollouts.count) + (home.openIsCapped ? "+" : "")
        let name = organization.map { SafeText($0, limit: 100) } ?? "all organizations"
        var heading = name + ": " + count + (home.rollouts.count == 1 ? " rollout" : " rollouts")
        heading = heading + ", attention " + CountText.exact(home.conditions.count)
        if home.service.lacksWorker { heading = heading + ", no worker" }
        if let clock = home.service.clock { heading = heading + ", " + ClockText.words(clock) }
        var lines = heading.wrapped(to: width)
        guard !home.rollouts.isEmpty else {
            let advice: SafeText =
                "create one: slipway batches create --name NAME --firmware VERSION --organization NAME"
            return lines + advice.wrapped(to: width) + attention(home, width)
        }
        let layout = layout(width)
        lines.append(.empty)
        lines.append(line(RolloutColumns.all.map(\.title), layout))
        lines += home.rollouts.map { line(RolloutColumns.cells($0, at: home.at, .ascii).map(\.text), layout) }
        return (lines + attention(home, width)).map { trimmed($0).truncated(to: width) }
    }

    private static func attention(_ home: HomeView, _ width: Int) -> [SafeText] {
        let lines = AttentionList(home).lines(columns: width, maximum: .max, .ascii)
        return lines.isEmpty ? [] : [.empty, "ATTENTION"] + lines.map(\.text)
    }

    /// Columns of each cell; 0 leaves it out.
    private static func layout(_ width: Int) -> [Int] {
        let columns = RolloutColumns.all
        var widths = columns.map { column in
            switch column.width {
            case .fixed(let fixed): fixed
            case .flexible: 0
            }
        }
        func taken() -> Int { widths.reduce(0) { $0 + ($1 > 0 ? $1 + 1 : 0) } }
        let dropping = columns.indices.filter { columns[$0].dropOrder > 0 }
            .sorted { columns[$0].dropOrder > columns[$1].dropOrder }
        for index in dropping where taken() + minimumName > width { widths[index] = 0 }
        for index in columns.indices {
            if case .flexible = columns[index].width { widths[index] = min(40, max(1, width - taken())) }
        }
        return widths
    }

    private static func line(_ cells: [SafeText], _ widths: [Int]) -> SafeText {
        var line = SafeText.empty
        for (index, cell) in cells.enumerated() where widths[index] > 0 {
            line = line + cell.padded(to: widths[index], alignment: RolloutColumns.all[index].alignment) + " "
        }
        return line
    }

    private static func trimmed(_ line: SafeText) -> SafeText {
        let end = line.characters.lastIndex { $0 != .space } ?? -1
        return SafeText(characters: Array(line.characters[0..<(end + 1)]))
    }
}
