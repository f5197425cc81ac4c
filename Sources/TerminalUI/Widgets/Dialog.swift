/// A question over the screen. The safe answer has the focus at first, so Enter alone never does anything irreversible.
///
/// A screen that shows one is editing, and hands its input here.
package struct Dialog: Hashable, Sendable {
    package struct Button: Hashable, Sendable {
        /// What it does, as in `Pause it`; never `OK`.
        package let title: SafeText
        package let shortcut: Key?
        package let isDanger: Bool

        package init(_ title: SafeText, shortcut: Key? = nil, isDanger: Bool = false) {
            self.title = title
            self.shortcut = shortcut
            self.isDanger = isDanger
        }
    }

    package struct Field: Hashable, Sendable {
        package let label: SafeText
        package var input: TextField
        /// What must be typed to confirm; nil accepts anything that is not empty.
        package let required: String?
        /// Whether it may stay empty.
        package let isOptional: Bool

        package init(_ label: SafeText, required: String? = nil, initial: String = "", isOptional: Bool = false) {
            self.label = label
            self.required = required
            self.isOptional = isOptional
            input = TextField(initial, limit: 200)
        }

        var isComplete: Bool {
            if let required { return input.text == required }
            return isOptional || input.text.contains { !$0.isWhitespace }
        }
    }

    package enum Outcome: Hashable, Sendable {
        case open
        case dismissed
        case confirmed
    }

    package let title: SafeText
    package let lines: [StyledText]
    package private(set) var fields: [Field]
    package let confirm: Button
    package let keep: Button
    private var focus: Int

    package init(title: SafeText, lines: [StyledText], fields: [Field] = [], confirm: Button, keep: Button) {
        self.title = title
        self.lines = lines
        self.fields = fields
        self.confirm = confirm
        self.keep = keep
        focus = fields.isEmpty ? 1 : 0
    }

    package var isComplete: Bool { fields.allSatisfy(\.isComplete) }

    package mutating func type(_ input: TextInput) -> Outcome {
        switch input {
        case .key(.escape), .key(.control("c")): return .dismissed
        case .key(.tab), .key(.down): focus = (focus + 1) % places
        case .key(.backTab), .key(.up): focus = (focus + places - 1) % places
        case .key(.enter): return enter()
        case .key(let key) where !isInField: return press(key)
        default: if isInField { fields[focus].input.type(input) }
        }
        return .open
    }

    package func draw(into frame: inout Frame, area: Rect) {
        let room = min(64, area.columns)
        let wrapped = lines.flatMap { $0.text.wrapped(to: room - 4).map { StyledText($0, .text) } }
        // Where there is no room for all of it, the fields and the buttons come first, and blank rows last.
        let rows = max(1, area.rows - fields.count - 3)
        let blanks = min(2, max(0, rows - wrapped.count))
        let text = Self.cut(wrapped, to: rows)
        let box = area.centered(columns: room, rows: text.count + fields.count + 3 + blanks)
        frame.fill(box)
        frame.rule(row: 0, in: box, style: Style(.borderFocus))
        frame.rule(row: box.rows - 1, in: box, style: Style(.borderFocus))
        frame.write(StyledText(" " + title + " ", .title), column: 2, in: box)
        let inner = box.inset(columns: 2, rows: 1)
        for (row, line) in text.enumerated() { frame.write(line, row: row, in: inner) }
        for (index, field) in fields.enumerated() { draw(field, index, into: &frame, inner, row: text.count + index) }
        drawButtons(into: &frame, inner, row: inner.rows - 1)
        frame.restyle(box) { $0.surface = $0.surface ?? .dialog }
    }

    private static func cut(_ text: [StyledText], to rows: Int) -> [StyledText] {
        guard text.count > rows else { return text }
        guard rows > 1 else { return text.prefix(1).map { $0 + StyledText(" …", .dim) } }
        return text.prefix(rows - 1) + [StyledText("… and \(text.count - rows + 1) more lines", .dim)]
    }

    private var places: Int { fields.count + 2 }
    /// Whether what is typed is text.
    package var isInField: Bool { focus < fields.count }

    private mutating func enter() -> Outcome {
        if isInField {
            focus += 1
            return .open
        }
        if focus == fields.count + 1 { return .dismissed }
        return isComplete ? .confirmed : .open
    }

    private mutating func press(_ key: Key) -> Outcome {
        switch key {
        case .left: focus = fields.count
        case .right: focus = fields.count + 1
        default:
            if key == confirm.shortcut { return isComplete ? .confirmed : .open }
            if key == keep.shortcut || key == "q" || key == "n" { return .dismissed }
        }
        return .open
    }

    private func draw(_ field: Field, _ index: Int, into frame: inout Frame, _ area: Rect, row: Int) {
        let label = field.label + ": "
        frame.write(label, row: row, in: area)
        let isFocused = index == focus
        let isWrong = !field.isComplete && !field.input.text.isEmpty
        let role: Role = isWrong ? .fieldError : isFocused ? .fieldFocus : .field
        let style = Style(role, on: isFocused ? .fieldFocus : nil)
        let room = max(1, area.columns - label.width)
        frame.write(field.input.safeText.padded(to: room), column: label.width, row: row, in: area, style: style)
        guard isFocused else { return }
        let column = min(label.width + field.input.cursorColumn, area.columns - 1)
        frame.cursor = Point(column: area.column + column, row: area.row + row)
    }

    private func drawButtons(into frame: inout Frame, _ area: Rect, row: Int) {
        var column = 0
        for (index, button) in [confirm, keep].enumerated() {
            let isFocused = focus == fields.count + index
            let hint: SafeText = button.shortcut.map { $0.label + " " } ?? ""
            let text = isFocused ? "[" + hint + button.title + "]" : " " + hint + button.title + " "
            let isPossible = index == 1 || isComplete
            let role: Role = isFocused ? (button.isDanger ? .buttonDanger : .buttonFocus) : .button
            let style = isPossible ? Style(role, on: role) : .dim
            column += frame.write(text, column: column, row: row, in: area, style: style) + 2
        }
    }
}
