import CPseudoTerminal

/// Owns the C emulator.
final class Emulator {
    private let pointer: OpaquePointer

    init(columns: Int, rows: Int) {
        pointer = terminal_emulator_new(CInt(columns), CInt(rows))
    }

    deinit {
        terminal_emulator_free(pointer)
    }

    func write(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBufferPointer { terminal_emulator_write(pointer, $0.baseAddress, $0.count) }
    }

    func resize(columns: Int, rows: Int) {
        terminal_emulator_resize(pointer, CInt(columns), CInt(rows))
    }

    var screen: Screen {
        var (columns, rows, column, row) = (CInt(0), CInt(0), CInt(0), CInt(0))
        terminal_emulator_size(pointer, &columns, &rows)
        terminal_emulator_cursor(pointer, &column, &row)
        var cells = [terminal_cell](repeating: terminal_cell(), count: Int(columns * rows))
        terminal_emulator_cells(pointer, &cells)
        return Screen(
            columns: Int(columns), cells: cells, cursor: Screen.Position(column: Int(column), row: Int(row)))
    }

    var switches: terminal_switches {
        terminal_emulator_switches(pointer)
    }

    /// What the keyboard sends for a key.
    func input(for key: Key) -> [UInt8] {
        if let byte = key.controlByte { return [byte] }
        guard let (emulated, function) = key.emulated else { return [] }
        terminal_emulator_press(pointer, emulated, function)
        return takeInput()
    }

    /// What a terminal sends for pasted bytes: framed if the program has asked for that, and with Return for line feed.
    func input(forPasted bytes: [UInt8]) -> [UInt8] {
        terminal_emulator_begin_paste(pointer)
        let begin = takeInput()
        terminal_emulator_end_paste(pointer)
        return begin + bytes.map { $0 == 0x0a ? 0x0d : $0 } + takeInput()
    }

    /// Answers to questions of the program, such as for the cursor's position.
    func takeInput() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
            count = terminal_emulator_take_input(pointer, buffer.baseAddress, buffer.count)
        }
    }
}
