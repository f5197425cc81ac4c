extension Application {
    mutating func carryOut(_ wanted: [ErasedCommand], for screen: Int, at now: ClockReading) -> [Effect] {
        wanted.flatMap { carryOut($0, for: screen, at: now) }
    }

    private mutating func carryOut(_ wanted: ErasedCommand, for screen: Int, at now: ClockReading) -> [Effect] {
        switch wanted {
        case .load(let name, let delay, let work):
            let key = WorkKey(screen: screen, name: name, isLoad: true)
            withheld.removeAll { $0.key == key }
            let earlier: [Effect] = loads.insert(key).inserted ? [] : [.cancel(key)]
            return earlier + [.start(key, delay: delay, work: work)]
        case .act(let work):
            return [.start(WorkKey(screen: screen, name: "act \(nextID())", isLoad: false), delay: 0, work: work)]
        case .push(let next):
            thaw()
            noteWhereabouts()
            stack.append(Entry(id: nextID(), screen: next))
            return onTop(at: now) { $0.appeared(at: now) }
        case .replace(let next):
            thaw()
            let ended = endTop(at: now)
            stack.append(Entry(id: nextID(), screen: next))
            return ended + onTop(at: now) { $0.appeared(at: now) }
        case .pop: return goUp(at: now)
        case .run(let line): return run(line, at: now)
        case .quit: return finish(at: now)
        case .flash(let flash):
            show(flash, at: now)
            return []
        case .report(let state):
            if state.isLost, !header.connection.isLost { notes.append(.error(header.notes.lostMessage)) }
            header.report(state, at: now)
            return []
        case .badges(let badges):
            header.badges = badges
            return []
        case .remarks(let remarks):
            header.remarks = remarks
            return []
        case .takesChanges(let takes):
            header.takesChanges = takes
            return []
        case .redraw: return []
        case .copy(let text): return [.copy(text)]
        case .edit(let text, let done):
            return [.edit(WorkKey(screen: screen, name: "edit \(nextID())", isLoad: false), text, done: done)]
        }
    }

    /// Carries out what was typed after `:`; a prefix is enough where it is the only one.
    package mutating func run(_ line: String, at now: ClockReading) -> [Effect] {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        guard let typed = parts.first else { return [] }
        let found = CommandLine.matches(typed, in: commandNames)
        let meant = found.map { name in commands.first { $0.name == name || $0.aliases.contains(name) } }
        let targets = Set(zip(found, meant).map { name, command in command?.name ?? name })
        guard let name = found.first, targets.count == 1 else {
            let choice = found.isEmpty ? "no command" : "which one: " + found.joined(separator: " ") + "?"
            show(.warning(SafeText(":\(typed): \(choice)")), at: now)
            return []
        }
        guard let command = meant.first ?? nil else { return name == "q" ? finish(at: now) : openHelp() }
        switch command.run(parts.count > 1 ? parts[1] : "") {
        case .open(let screen):
            noteWhereabouts()
            let left = before
            remember(line)
            let effects = goHome(at: now) + carryOut([.push(screen)], for: 0, at: now)
            before = left
            return effects
        case .home:
            noteWhereabouts()
            remember("")
            return goHome(at: now) + onTop(at: now) { $0.appeared(at: now) }
        case .order(let order):
            guard let index = stack.indices.last else { return [] }
            guard let wanted = stack[index].screen.order(order, at: now) else {
                show(.warning(":" + SafeText(name) + " means nothing on this screen"), at: now)
                return []
            }
            return carryOut(wanted, for: stack[index].id, at: now)
        case .flash(let flash): show(flash, at: now)
        case .setPollInterval(let milliseconds): header.pollInterval = max(250, milliseconds)
        case .setTheme(let name): themeName = name
        case .record(let order): return [.record(order)]
        case .quit: return finish(at: now)
        }
        return []
    }

    /// Opens again what was opened before or after; beyond the ends nothing.
    mutating func walk(to index: Int, at now: ClockReading) -> [Effect] {
        guard visited.indices.contains(index) else { return [] }
        let (lines, line) = (visited, visited[index])
        if line.isEmpty { noteWhereabouts() }
        let effects = line.isEmpty ? goHome(at: now) + onTop(at: now) { $0.appeared(at: now) } : run(line, at: now)
        (visited, visitedPlace) = (lines, index)
        return effects
    }

    private mutating func remember(_ line: String) {
        guard visited[visitedPlace] != line else { return }
        visited = visited.prefix(visitedPlace + 1).suffix(99) + [line]
        visitedPlace = visited.count - 1
    }

    /// At home nothing.
    mutating func goUp(at now: ClockReading) -> [Effect] {
        guard stack.count > 1 else { return [] }
        thaw()
        noteWhereabouts()
        return endTop(at: now) + onTop(at: now) { $0.appeared(at: now) }
    }

    /// Shows again what was shown before; once more, what was shown after it.
    mutating func goBack(at now: ClockReading) -> [Effect] {
        guard stack.last?.screen.canReturn ?? false else {
            show(.warning("esc leaves this screen first"), at: now)
            return []
        }
        guard let wanted = before, wanted.stack.last?.id != stack.last?.id else {
            show(.info("no other screen was shown before this one"), at: now)
            return []
        }
        noteWhereabouts()
        thaw()
        // A screen that is open on both ways goes on as it is now.
        let shared = zip(stack, wanted.stack).prefix { $0.id == $1.id }.count
        var ended: [Effect] = []
        while stack.count > shared { ended += endTop(at: now) }
        stack += wanted.stack[shared...]
        visitedPlace = min(wanted.visitedPlace, visited.count - 1)
        return ended + onTop(at: now) { $0.appeared(at: now) }
    }

    private mutating func noteWhereabouts() {
        guard stack.last?.screen.canReturn ?? false else { return }
        before = Whereabouts(stack: stack, visitedPlace: visitedPlace)
    }

    mutating func openHelp() -> [Effect] {
        let screen = stack.last?.screen
        let typed = KeyGuide(notes: commands.map { SafeText(":\($0.name)  ") + $0.help })
        let badges = KeyGuide(
            notes: (header.badges + header.remarks).compactMap { badge in badge.help.map { badge.text + ": " + $0 } })
        let topics =
            (badges.entries.isEmpty ? [] : [HelpOverlay.Section(title: "in the first line", guide: badges)])
            + (screen?.helpTopics ?? [])
        help = HelpOverlay(
            topics + [
                HelpOverlay.Section(title: screen?.title ?? "", guide: screen?.guide ?? KeyGuide()),
                HelpOverlay.Section(title: "everywhere", guide: GlobalCommand.keys.guide),
                HelpOverlay.Section(title: "commands", guide: typed),
            ])
        return []
    }

    mutating func cancelLoads() -> [Effect] {
        defer { loads = [] }
        return loads.sorted { $0.name < $1.name }.map(Effect.cancel)
    }

    mutating func thaw() {
        frozenSince = nil
        withheld = []
    }

    private mutating func goHome(at now: ClockReading) -> [Effect] {
        thaw()
        var ended: [Effect] = []
        while stack.count > 1 { ended += endTop(at: now) }
        return ended
    }

    private mutating func endTop(at now: ClockReading) -> [Effect] {
        guard var entry = stack.popLast() else { return [] }
        let last = carryOut(entry.screen.left(at: now), for: entry.id, at: now)
        let ended = loads.filter { $0.screen == entry.id }
        loads.subtract(ended)
        return last + ended.sorted { $0.name < $1.name }.map(Effect.cancel)
    }
}
