/// Safe text in runs of one style each.
package struct StyledText: Hashable, Sendable {
    package var runs: [Run]

    package init(_ runs: [Run]) { self.runs = runs }

    package init(_ text: SafeText, _ style: Style = .text) {
        runs = text.isEmpty ? [] : [Run(text: text, style: style)]
    }

    package static let empty = StyledText([])

    package var width: Int { runs.reduce(0) { $0 + $1.text.width } }
    package var isEmpty: Bool { runs.allSatisfy(\.text.isEmpty) }
    package var text: SafeText { SafeText(characters: runs.flatMap(\.text.characters)) }

    /// Cut with `…` to at most `columns`.
    package func truncated(to columns: Int) -> StyledText {
        guard width > columns else { return self }
        var left = columns
        var result: [Run] = []
        for run in runs where left > 0 {
            // The run that meets the edge shows the cut even where it would just fit, because more was to follow.
            let isLast = run.text.width >= left
            let text = isLast ? (run.text + SafeText("  ")).truncated(to: left) : run.text
            result.append(Run(text: text, style: run.style))
            left -= text.width
            if isLast { break }
        }
        return StyledText(result)
    }

    package func role(_ role: Role) -> StyledText {
        StyledText(runs.map { Run(text: $0.text, style: Style(role, $0.style.attributes, on: $0.style.surface)) })
    }

    package static func + (left: StyledText, right: StyledText) -> StyledText { StyledText(left.runs + right.runs) }
    package static func += (left: inout StyledText, right: StyledText) { left.runs += right.runs }

    package struct Run: Hashable, Sendable {
        package var text: SafeText
        package var style: Style

        package init(text: SafeText, style: Style) {
            self.text = text
            self.style = style
        }
    }
}

extension StyledText: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(SafeText(value)) }
}
