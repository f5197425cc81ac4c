/// What is typed after `:` in the last row: completion by Tab, history with up and down.
package struct CommandLine: Sendable {
    private(set) var field = TextField()
    private(set) var isOpen = false
    private var history: [String] = []
    private var historyPlace = 0

    enum Outcome: Hashable, Sendable {
        case editing
        case closed
        case entered(String)
    }

    mutating func open() {
        isOpen = true
        field = TextField()
        historyPlace = history.count
    }

    mutating func type(_ input: TextInput, names: [String]) -> Outcome {
        switch input {
        case .key(.escape), .key(.control("c")): return close()
        case .key(.enter): return enter()
        case .key(.backspace) where field.text.isEmpty: return close()
        case .key(.tab): complete(names)
        case .key(.up): recall(historyPlace - 1)
        case .key(.down): recall(historyPlace + 1)
        default: field.type(input)
        }
        return .editing
    }

    func footer(names: [String]) -> Footer {
        var line = StyledText(":", Style(.prompt)) + StyledText(field.safeText, .text)
        let found = field.text.isEmpty ? names : CommandLine.matches(field.text, in: names)
        if !field.text.contains(" "), !found.isEmpty, found != [field.text] {
            line += StyledText("   " + SafeText(found.joined(separator: " ")), .dim)
        }
        return Footer(line, cursorColumn: 1 + field.cursorColumn)
    }

    static func matches(_ start: String, in names: [String]) -> [String] {
        names.contains(start) ? [start] : names.filter { $0.hasPrefix(start) }
    }

    private mutating func close() -> Outcome {
        isOpen = false
        return .closed
    }

    private mutating func enter() -> Outcome {
        isOpen = false
        let line = field.text.split(separator: " ").joined(separator: " ")
        guard !line.isEmpty else { return .closed }
        if history.last != line { history.append(line) }
        return .entered(line)
    }

    private mutating func complete(_ names: [String]) {
        guard !field.text.contains(" ") else { return }
        let found = Self.matches(field.text, in: names)
        guard var common = found.first else { return }
        if found.count == 1 { return field.replace(with: common + " ") }
        for name in found { common = String(zip(common, name).prefix { $0 == $1 }.map(\.0)) }
        field.replace(with: common)
    }

    private mutating func recall(_ index: Int) {
        guard (0...history.count).contains(index) else { return }
        historyPlace = index
        field.replace(with: index < history.count ? history[index] : "")
    }
}
