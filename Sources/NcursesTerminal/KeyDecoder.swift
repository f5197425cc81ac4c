import CNcurses
import TerminalUI

/// Reads what ncurses has decoded and names it.
enum KeyDecoder {
    /// Codes beyond those of ncurses, whose last is 0777.
    private static let pasteBegan: Int32 = 0o1500
    private static let pasteEnded: Int32 = 0o1501

    /// Terminals send arrows as `ESC [ A` or `ESC O A` whatever their description says, so both families are taught.
    static func teach() {
        define_key("\u{1B}[200~", pasteBegan)
        define_key("\u{1B}[201~", pasteEnded)
        let finals: [(String, Int32)] = [
            ("A", KEY_UP), ("B", KEY_DOWN), ("C", KEY_RIGHT), ("D", KEY_LEFT), ("H", KEY_HOME), ("F", KEY_END),
        ]
        for (final, code) in finals {
            define_key("\u{1B}[\(final)", code)
            define_key("\u{1B}O\(final)", code)
        }
        let numbers: [(Int, Int32)] = [
            (1, KEY_HOME), (2, KEY_IC), (3, KEY_DC), (4, KEY_END), (5, KEY_PPAGE), (6, KEY_NPAGE), (7, KEY_HOME),
            (8, KEY_END), (11, KEY_F0 + 1),
        ]
        for (number, code) in numbers { define_key("\u{1B}[\(number)~", code) }
        define_key("\u{1B}[Z", KEY_BTAB)
        define_key("\u{1B}OP", KEY_F0 + 1)
    }

    /// Everything that has arrived.
    static func read() -> [RawInput] {
        var inputs: [RawInput] = []
        var value = wint_t()
        while true {
            switch get_wch(&value) {
            case OK: if let key = character(UInt32(value)) { inputs.append(.key(key)) }
            case KEY_CODE_YES: if let input = named(Int32(bitPattern: UInt32(value))) { inputs.append(input) }
            default: return inputs
            }
        }
    }

    private static func character(_ value: UInt32) -> Key? {
        switch value {
        case 9: return .tab
        case 10, 13: return .enter
        case 27: return .escape
        case 8, 127: return .backspace
        case 1...26: return Unicode.Scalar(value + 96).map { .control(Character($0)) }
        case 28...31: return Unicode.Scalar(value + 64).map { .control(Character($0)) }
        case 0, 0x80...0x9F: return nil
        default: return Unicode.Scalar(value).map { .character(Character($0)) }
        }
    }

    private static func named(_ code: Int32) -> RawInput? {
        switch code {
        case pasteBegan: return .pasteBegan
        case pasteEnded: return .pasteEnded
        case KEY_UP: return .key(.up)
        case KEY_DOWN: return .key(.down)
        case KEY_LEFT: return .key(.left)
        case KEY_RIGHT: return .key(.right)
        case KEY_HOME: return .key(.home)
        case KEY_END: return .key(.end)
        case KEY_PPAGE: return .key(.pageUp)
        case KEY_NPAGE: return .key(.pageDown)
        case KEY_IC: return .key(.insert)
        case KEY_DC: return .key(.delete)
        case KEY_BACKSPACE: return .key(.backspace)
        case KEY_ENTER: return .key(.enter)
        case KEY_BTAB: return .key(.backTab)
        case (KEY_F0 + 1)...(KEY_F0 + 12): return .key(.function(Int(code - KEY_F0)))
        // KEY_RESIZE too: the size comes from our own handler.
        default: return nil
        }
    }
}
