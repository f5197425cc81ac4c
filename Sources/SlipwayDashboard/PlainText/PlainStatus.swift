import SlipwayCore
import SlipwayServices
import TerminalUI

/// The home screen once, as plain text: for `slipway status`, scripts and terminals that cannot show more.
package enum PlainStatus {
    /// ASCII signs, no colour; lines of at most `width` columns and at least 40.
    package static func lines(_ home: HomeView, organization: String?, width: Int) -> [SafeText] {
        let width = max(40, width)
        let count = CountText.exact(home.rollouts.count) + (home.openIsCapped ? "+" : "")
        let needed = home.rollouts.count { $0.attention <= .stuck }
        let name = organization.map { SafeText($0, limit: 100) } ?? "all organizations"
        var heading = name + ": " + count + (home.rollouts.count == 1 ? " rollout" : " rollouts")
        heading = heading + ", attention " + CountText.exact(needed)
        if home.workWaiting, !home.workerAlive { heading = heading + ", no worker" }
        var lines = [heading]
        guard !home.rollouts.isEmpty else {
            return lines + ["create one: slipway batches create --name NAME --firmware VERSION --organization NAME"]
        }
        let layout = layout(width)
        lines.append(.empty)
        lines.append(line(RolloutColumns.all.map(\.title), layout))
        lines += home.rollouts.map { line(RolloutColumns.cells($0, .ascii).map(\.text), layout) }
        let attention = AttentionList(home).lines(columns: width, maximum: .max, .ascii)
        if !attention.isEmpty { lines += [.empty, "ATTENTION"] + attention.map(\.text) }
        return lines.map { trimmed($0.truncated(to: width)) }
    }

    /// Columns of each cell; 0 leaves it out.
    private static func layout(_ width: Int) -> [Int] {
        var widths = RolloutColumns.all.map { column in
            switch column.width {
            case .fixed(let columns): columns
            case .flexible: 0
            }
        }
        let wanted = 24
        let order = RolloutColumns.all.indices.sorted {
            RolloutColumns.all[$0].dropOrder > RolloutColumns.all[$1].dropOrder
        }
        func used() -> Int { widths.reduce(0) { $0 + ($1 > 0 ? $1 + 1 : 0) } }
        for index in order where used() + wanted > width && RolloutColumns.all[index].dropOrder > 0 {
            guard used() + 12 > width || width < 80 else { break }
            widths[index] = 0
        }
        for index in RolloutColumns.all.indices {
            if case .flexible = RolloutColumns.all[index].width { widths[index] = min(40, max(8, width - used())) }
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
