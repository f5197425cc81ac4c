import CPseudoTerminal
import Glibc

/// Everything that a program may change in a terminal and has to put back.
struct TerminalModes: Equatable {
    /// The four sets of flags of `termios`: input, output, control, local.
    let flags: [UInt32]
    let controlCharacters: [UInt8]
    let isCursorVisible: Bool
    let isAlternateScreen: Bool
    let isMouseReported: Bool
    let isPasteBracketed: Bool
    let hasApplicationCursorKeys: Bool

    init(_ line: termios, _ switches: terminal_switches) {
        flags = [line.c_iflag, line.c_oflag, line.c_cflag, line.c_lflag]
        controlCharacters = withUnsafeBytes(of: line.c_cc) { Array($0) }
        isCursorVisible = switches.cursor_visible
        isAlternateScreen = switches.alternate_screen
        isMouseReported = switches.mouse
        isPasteBracketed = switches.bracketed_paste
        hasApplicationCursorKeys = switches.application_cursor_keys
    }

    /// Whether the line echoes what is typed.
    var echoes: Bool { flags[3] & UInt32(ECHO) != 0 }

    /// Whether the line hands over whole lines.
    var isCanonical: Bool { flags[3] & UInt32(ICANON) != 0 }
}
