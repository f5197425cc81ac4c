import CPseudoTerminal

/// A key of the keyboard, apart from those that type a character.
enum Key: Equatable {
    case enter, tab, backTab, backspace, escape
    case up, down, left, right
    case insert, delete, home, end, pageUp, pageDown
    /// F1 to F12.
    case function(Int)
    /// A letter or one of `@[\]^_` with the control key.
    case control(Unicode.Scalar)

    /// The emulator's name for the key, and the number of a function key; nil for those that send the same byte always.
    var emulated: (key: terminal_key, function: CInt)? {
        switch self {
        case .enter: (TERMINAL_KEY_ENTER, 0)
        case .tab: (TERMINAL_KEY_TAB, 0)
        case .backTab: (TERMINAL_KEY_BACK_TAB, 0)
        case .backspace: (TERMINAL_KEY_BACKSPACE, 0)
        case .escape: (TERMINAL_KEY_ESCAPE, 0)
        case .up: (TERMINAL_KEY_UP, 0)
        case .down: (TERMINAL_KEY_DOWN, 0)
        case .left: (TERMINAL_KEY_LEFT, 0)
        case .right: (TERMINAL_KEY_RIGHT, 0)
        case .insert: (TERMINAL_KEY_INSERT, 0)
        case .delete: (TERMINAL_KEY_DELETE, 0)
        case .home: (TERMINAL_KEY_HOME, 0)
        case .end: (TERMINAL_KEY_END, 0)
        case .pageUp: (TERMINAL_KEY_PAGE_UP, 0)
        case .pageDown: (TERMINAL_KEY_PAGE_DOWN, 0)
        case .function(let number): (TERMINAL_KEY_FUNCTION, CInt(number))
        case .control: nil
        }
    }

    /// The byte of a control key.
    var controlByte: UInt8? {
        guard case .control(let scalar) = self, scalar.isASCII else { return nil }
        return UInt8(scalar.value) & 0x1f
    }
}
