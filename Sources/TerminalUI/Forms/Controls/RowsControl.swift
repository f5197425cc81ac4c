/// A list of rows that open for editing. Only what is visible is looked at, however many there are.
package struct RowsControl<Rows: FormRows>: FormControl {
    package struct State: Sendable {
        package internal(set) var cursor = 0
        var top = 0
        var column = 0
        var input = TextField()
        var removed: (index: Int, cells: [String])?
        var shownRows = 10
    }

    let rows: Rows

    package init(_ rows: Rows) { self.rows = rows }

    package var focus: FieldFocus { .pressed }

    package func keys(_ draft: Rows.Draft) -> KeyTable<Key> {
        var keys: KeyTable<Key> = [
            KeyBinding(.enter, .enter, help: "open the row for editing", hint: "edit").disabled(
                rows.count(draft) == 0 && !rows.canGrow ? "there is no row" : nil)
        ]
        if rows.canGrow {
            keys.bindings += [
                KeyBinding("o", "o", help: "a new row below", hint: "new row"),
                KeyBinding(.delete, .delete, help: "remove the row; u puts it back").disabled(
                    rows.count(draft) == 0 ? "there is no row" : nil),
                KeyBinding("u", "u", help: "put back the row that was removed last"),
            ]
        }
        return keys + KeyTable(TableMotion.keys.bindings.compactMap(Self.motion))
    }

    package func opened(_ draft: Rows.Draft) -> State { State() }

    package func press(_ key: Key, _ state: inout State, _ draft: inout Rows.Draft) -> FieldOutcome {
        clampCursor(&state, draft)
        let count = rows.count(draft)
        switch key {
        case .enter where count > 0:
            open(0, &state, draft)
            return FieldOutcome(.edit)
        case .enter, .character("o"):
            let index = count == 0 ? 0 : state.cursor + 1
            return add(at: index, &state, &draft)
        case .delete:
            guard count > 0 else { return FieldOutcome() }
            state.removed = (state.cursor, rows.cells(at: state.cursor, draft))
            rows.remove(at: state.cursor, &draft)
            clampCursor(&state, draft)
            return FieldOutcome(isChanged: true, remark: "removed a row: u puts it back")
        case .character("u"):
            guard let removed = state.removed else { return FieldOutcome(remark: "no row was removed") }
            state.cursor = min(removed.index, count)
            rows.insert(removed.cells, at: state.cursor, &draft)
            state.removed = nil
            return FieldOutcome(isChanged: true)
        default:
            guard let motion = TableMotion.keys.binding(for: key)?.command else { return FieldOutcome() }
            move(motion, &state, count: count)
            return FieldOutcome()
        }
    }

    package func type(_ input: TextInput, _ state: inout State, _ draft: inout Rows.Draft) -> FieldOutcome {
        guard state.cursor < rows.count(draft) else { return FieldOutcome(.leave) }
        let last = rows.columns.count - 1
        switch input {
        case .key(.escape), .key(.control("c")): return leave(&state, &draft)
        case .key(.backTab), .key(.up): open(max(0, state.column - 1), &state, draft)
        case .key(.tab), .key(.down): open(min(last, state.column + 1), &state, draft)
        case .key(.enter) where state.column < last: open(state.column + 1, &state, draft)
        case .key(.enter): return enterLast(&state, &draft)
        default:
            let before = state.input.text
            state.input.type(input)
            guard state.input.text != before else { return FieldOutcome() }
            rows.set(state.input.text, row: state.cursor, column: state.column, &draft)
            return FieldOutcome(isChanged: true)
        }
        return FieldOutcome()
    }

    /// Goes to the next row that is wrong; false where none follows.
    package func seekFault(_ state: inout State, _ draft: Rows.Draft, fromStart: Bool) -> Bool {
        let count = rows.count(draft)
        let start = fromStart ? 0 : state.cursor + 1
        guard start < count, let found = (start..<count).first(where: { rows.note(at: $0, draft)?.isFault ?? false })
        else { return false }
        state.cursor = found
        return true
    }

    package func height(_ look: FieldLook, _ state: State, _ draft: Rows.Draft) -> FieldHeight {
        .flexible(minimum: look.isEdited ? 3 + rows.columns.count : 4)
    }

    func clampCursor(_ state: inout State, _ draft: Rows.Draft) {
        state.cursor = max(0, min(state.cursor, rows.count(draft) - 1))
    }

    private func move(_ motion: TableMotion, _ state: inout State, count: Int) {
        let page = max(1, state.shownRows - 1)
        let target: Int =
            switch motion {
            case .up: state.cursor - 1
            case .down: state.cursor + 1
            case .halfPageUp: state.cursor - (page + 1) / 2
            case .halfPageDown: state.cursor + (page + 1) / 2
            case .pageUp: state.cursor - page
            case .pageDown: state.cursor + page
            case .first: 0
            case .last: count - 1
            }
        state.cursor = max(0, min(target, count - 1))
    }

    private func open(_ column: Int, _ state: inout State, _ draft: Rows.Draft) {
        let cells = rows.cells(at: state.cursor, draft)
        state.column = column
        state.input = TextField(cells.indices.contains(column) ? cells[column] : "", limit: rows.columns[column].limit)
    }

    private func add(at index: Int, _ state: inout State, _ draft: inout Rows.Draft) -> FieldOutcome {
        guard rows.canGrow else { return FieldOutcome() }
        rows.insert(rows.columns.map { _ in "" }, at: index, &draft)
        state.cursor = index
        open(0, &state, draft)
        return FieldOutcome(.edit, isChanged: true)
    }

    /// The last cell of the last row leads to a new one, so that many are typed without another key.
    private func enterLast(_ state: inout State, _ draft: inout Rows.Draft) -> FieldOutcome {
        let count = rows.count(draft)
        guard rows.canGrow, state.cursor == count - 1 else {
            state.cursor = min(state.cursor + 1, count - 1)
            return FieldOutcome(.leave)
        }
        return isBlank(state.cursor, draft) ? leave(&state, &draft) : add(at: count, &state, &draft)
    }

    /// A row in which nothing was typed goes again.
    private func leave(_ state: inout State, _ draft: inout Rows.Draft) -> FieldOutcome {
        guard rows.canGrow, isBlank(state.cursor, draft) else { return FieldOutcome(.leave) }
        rows.remove(at: state.cursor, &draft)
        clampCursor(&state, draft)
        return FieldOutcome(.leave, isChanged: true)
    }

    private func isBlank(_ row: Int, _ draft: Rows.Draft) -> Bool {
        rows.cells(at: row, draft).allSatisfy { $0.allSatisfy(\.isWhitespace) }
    }

    private static func motion(_ binding: KeyBinding<TableMotion>) -> KeyBinding<Key>? {
        binding.keys.first.map { KeyBinding($0, keys: binding.keys, help: binding.help) }
    }
}
