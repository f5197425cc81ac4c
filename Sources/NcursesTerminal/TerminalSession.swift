import CNcurses
import CTerminalSignals
import Glibc
import TerminalUI

/// The ncurses screen. Made and used on one thread only, because ncurses knows no other.
struct TerminalSession {
    let glyphs: GlyphSet
    let notices: [SafeText]
    private(set) var isClosed = false
    private let options: TerminalOptions
    private let output: TerminalOutput
    private let screen: OpaquePointer
    private var painter: Painter
    private var input: InputAssembler
    private var isTerminating = false

    private static let pasteOn = "\u{1B}[?2004h"
    private static let pasteOff = "\u{1B}[?2004l"

    init(options: TerminalOptions, signalPipe: Int32) throws(TerminalUnavailable) {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
        let type = options.environment["TERM"] ?? ""
        guard type != "dumb", !type.isEmpty else { throw .dumb(type: type) }
        let isUTF8 = Self.setLocale(options)
        terminal_modes_remember()
        set_escdelay(Int32(options.escapeDelay))
        var notices: [SafeText] = []
        let output = try TerminalOutput()
        var opened = shim_newterm(type, output.stream)
        if opened == nil {
            opened = shim_newterm("xterm-256color", output.stream)
            notices.append("terminal type \(type) is unknown here: drawing as xterm-256color")
        }
        guard let screen = opened else { throw .dumb(type: type) }
        self.options = options
        self.output = output
        self.screen = screen
        self.notices = notices
        glyphs = isUTF8 ? options.glyphs ?? .unicode : .ascii
        set_term(screen)
        input = InputAssembler(bracketsPastes: Self.capability("BE") == Self.pasteOn)
        painter = Painter(theme: options.theme, noColor: options.environment["NO_COLOR"], isUTF8: isUTF8)
        let restore = Array(
            (Self.pasteOff + Self.capability("sgr0") + Self.capability("cnorm")
                + Self.capability("rmcup")).utf8CString.dropLast())
        guard terminal_signals_install(signalPipe, restore, restore.count) == 0 else {
            let code = errno
            endwin()
            throw .systemFault(code: code)
        }
        if let log = options.errorLog { _ = terminal_errors_redirect(log) }
        raw()
        noecho()
        nonl()
        intrflush(shim_screen(), false)
        keypad(shim_screen(), true)
        nodelay(shim_screen(), true)
        scrollok(shim_screen(), false)
        // A frame goes out whole, whether or not a key waits: ncurses need not look.
        typeahead(-1)
        KeyDecoder.teach()
        curs_set(0)
        Self.write(Self.pasteOn)
    }

    var size: Size {
        var (columns, rows): (Int32, Int32) = (0, 0)
        terminal_size(&columns, &rows)
        guard columns > 0, rows > 0 else { return Size(columns: 80, rows: 24) }
        return Size(columns: Int(columns), rows: Int(rows))
    }

    mutating func events(for signals: [UInt8]) -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        // A storm of resizes counts once.
        for signal in Set(signals).sorted() {
            switch Int(signal) {
            case terminal_signal_resized: events.append(resize())
            case terminal_signal_continued: events += [resize(), .disturbed]
            case terminal_signal_stop: events.append(.key(.control("z")))
            // A shell and its terminal both send it, so that twice is not impatience.
            case terminal_signal_hung_up: events.append(.terminated)
            case terminal_signal_terminate:
                // Asked again, nothing is waited for any more.
                if isTerminating { abandon() }
                isTerminating = true
                events.append(.terminated)
            default: break
            }
        }
        return events
    }

    /// Nil where nothing could be read; no events while a paste is still coming in.
    mutating func read() -> [TerminalEvent]? {
        let read = KeyDecoder.read()
        return read.isEmpty ? nil : input.events(for: read)
    }

    mutating func setAcceptsText(_ acceptsText: Bool) { input.acceptsText = acceptsText }

    mutating func setTheme(_ theme: Theme) { painter.setTheme(theme) }

    mutating func forgetScreen() { painter.forget() }

    mutating func paint(_ frame: Frame) {
        guard !isClosed else { return }
        output.collecting { painter.paint(frame) }
    }

    /// OSC 52: many terminals ask or refuse, and none says so.
    func copy(_ text: SafeText) {
        Self.write("\u{1B}]52;c;" + Base64.encode(Array(text.plain().utf8)) + "\u{07}")
    }

    /// Gives the terminal back, stops, and takes it again.
    mutating func suspend() { lend { terminal_signals_stop() } }

    /// Lets the person's editor have the terminal until it ends.
    mutating func edit(_ text: EditorText) -> EditorText.Outcome {
        guard !isClosed else { return .failed("there is no terminal") }
        let editor = ExternalEditor(environment: options.environment)
        return lend { editor.edit(text) }
    }

    private mutating func lend<Value>(_ body: () -> Value) -> Value {
        Self.write(Self.pasteOff)
        endwin()
        terminal_errors_restore()
        let value = body()
        if let log = options.errorLog { _ = terminal_errors_redirect(log) }
        _ = resize()
        painter.forget()
        refresh()
        Self.write(Self.pasteOn)
        return value
    }

    mutating func close() {
        guard !isClosed else { return }
        isClosed = true
        leave()
        delscreen(screen)
        output.close()
    }

    private mutating func resize() -> TerminalEvent {
        let size = size
        resizeterm(Int32(size.rows), Int32(size.columns))
        return .resized(size)
    }

    private func leave() {
        Self.write(Self.pasteOff)
        endwin()
        terminal_signals_remove()
        terminal_errors_restore()
    }

    private func abandon() -> Never {
        leave()
        _exit(128 + SIGTERM)
    }

    private static func setLocale(_ options: TerminalOptions) -> Bool {
        setlocale(LC_CTYPE, "")
        func isUTF8() -> Bool { String(cString: shim_codeset()) == "UTF-8" }
        if isUTF8() { return true }
        guard options.asksForUTF8 || options.glyphs == .unicode else { return false }
        setlocale(LC_CTYPE, "C.UTF-8")
        return isUTF8()
    }

    /// Empty where the terminal has none; ncurses marks that by nil or -1.
    private static func capability(_ name: String) -> String {
        guard let value = tigetstr(name), Int(bitPattern: value) != -1 else { return "" }
        return String(cString: value)
    }

    private static func write(_ text: String) { TerminalOutput.write(Array(text.utf8)) }
}
