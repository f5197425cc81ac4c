extension Application {
    mutating func press(_ key: Key, at now: ClockReading) -> [Effect] {
        clearFlash()
        if key == .control("l") { return [.repaint] }
        if key == .control("z") { return [.suspend] }
        if var overlay = help {
            help = overlay.press(key) ? overlay : nil
            return key == .control("c") ? interrupt(at: now) : []
        }
        if commandLine.isOpen { return type(.key(key), at: now) }
        if key == .control("c") { return interrupt(at: now) }
        if stack.last?.screen.isEditing ?? false {
            return key == .function(1) ? openHelp() : onTop(at: now) { $0.type(.key(key), at: now) }
        }
        guard !stack.isEmpty else { return [] }
        let index = stack.count - 1
        if let wanted = stack[index].screen.press(key, at: now) {
            return carryOut(wanted, for: stack[index].id, at: now)
        }
        guard let binding = GlobalCommand.keys.binding(for: key) else { return [] }
        return perform(binding.command, at: now)
    }

    /// A paste is never keystrokes: outside a field it is refused.
    mutating func paste(_ text: String, at now: ClockReading) -> [Effect] {
        if help != nil { return [] }
        if commandLine.isOpen { return type(.paste(text), at: now) }
        if stack.last?.screen.acceptsText ?? false { return onTop(at: now) { $0.type(.paste(text), at: now) } }
        show(.warning("a paste was ignored: no field is open"), at: now)
        return []
    }

    /// A field, or what follows `:`, is open: the terminal's own guess at pastes must not apply.
    package var acceptsText: Bool {
        commandLine.isOpen || help != nil || (stack.last?.screen.acceptsText ?? false)
    }

    private mutating func type(_ input: TextInput, at now: ClockReading) -> [Effect] {
        switch commandLine.type(input, names: commandNames) {
        case .editing, .closed: []
        case .entered(let line): run(line, at: now)
        }
    }

    private mutating func perform(_ command: GlobalCommand, at now: ClockReading) -> [Effect] {
        switch command {
        case .command: commandLine.open()
        case .help: return openHelp()
        case .leave: return stack.count > 1 ? goUp(at: now) : finish(at: now)
        case .up: return goUp(at: now)
        case .back: return goBack(at: now)
        case .earlier: return walk(to: visitedPlace - 1, at: now)
        case .later: return walk(to: visitedPlace + 1, at: now)
        case .timeStyle:
            timeStyle = timeStyle.next
            show(.info("times are shown as " + timeStyle.name), at: now)
        case .freeze: return toggleFreeze(at: now)
        case .repaint: return [.repaint]
        case .interrupt: return interrupt(at: now)
        case .suspend: return [.suspend]
        }
        return []
    }

    private mutating func toggleFreeze(at now: ClockReading) -> [Effect] {
        guard frozenSince != nil else {
            frozenSince = now.instant
            return []
        }
        let waiting = withheld
        thaw()
        return waiting.flatMap { receive($0, at: now) }
    }

    private mutating func interrupt(at now: ClockReading) -> [Effect] {
        if let lastInterrupt, now.instant - lastInterrupt <= 1_000 { return finish(at: now) }
        lastInterrupt = now.instant
        let cancelled = cancelLoads()
        for index in stack.indices { stack[index].screen.interrupted(at: now) }
        let what: SafeText = cancelled.isEmpty ? "" : "cancelled what was loading; "
        show(.info(what + "ctrl-c again within a second quits"), at: now)
        return cancelled
    }
}
