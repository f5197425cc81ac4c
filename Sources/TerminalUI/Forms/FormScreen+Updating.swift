extension FormScreen {
    package mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch command {
        case .step(let step): return leave(for: step, at: now)
        case .nextStep: return leave(for: min(stepIndex + 1, steps.count - 1), at: now)
        case .previousStep: return leave(for: max(stepIndex - 1, 0), at: now)
        case .nextField: moveFocus(by: 1)
        case .previousField: moveFocus(by: -1)
        case .edit: return beginEditing(at: now)
        case .nextFault: return seekFault(at: now)
        case .beginChord: awaitsChord = true
        case .leave: askBeforeLeaving()
        case .control(let key): return withControl({ $0.press(key, erased: &$1, &$2) }, at: now)
        case .action(let id): return perform(action: id, at: now)
        }
        return []
    }

    package mutating func type(_ input: TextInput, at now: ClockReading) -> [ScreenCommand<Message>] {
        if question != nil { return answer(input, at: now) }
        if awaitsChord {
            awaitsChord = false
            return input == .key(.control("e")) ? openEditor() : [.flash(.warning("ctrl-x goes with ctrl-e"))]
        }
        switch input {
        case .key(.control("o")): return leave(for: min(stepIndex + 1, steps.count - 1), at: now)
        case .key(.control("x")):
            awaitsChord = true
            return []
        default: return withControl({ $0.type(input, erased: &$1, &$2) }, at: now)
        }
    }

    package mutating func update(_ message: Message, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch message {
        case .happened(let step, let event):
            let wanted = steps[step].update(event, &draft, at: now)
            return carryOutAndSave(wanted, of: step, at: now)
        case .lookedUp(let key, let text, let candidates):
            guard let field = fields(of: key.step).first(where: { $0.id == key.field }) else { return [] }
            var state: (any Sendable)? = states[key]
            field.control.receive(candidates, for: text, erased: &state)
            states[key] = state
        case .draftFound(let found): return receive(found, at: now)
        case .pulsed(let milliseconds): return pulsed(milliseconds, at: now)
        case .draftSaved(let fault):
            unsavedSince = nil
            if let fault { return [.flash(.error("the draft is not kept: " + fault))] }
        case .edited(let step, .saved(let text)):
            let wanted = steps[step].edited(text, &draft, at: now)
            return carryOutAndSave(wanted, of: step, at: now)
        case .edited(_, .failed(let why)): return [.flash(.error("the editor: " + why))]
        }
        return []
    }

    mutating func perform(action id: String, at now: ClockReading) -> [ScreenCommand<Message>] {
        guard let action = steps[stepIndex].actions(draft).first(where: { $0.id == id }) else { return [] }
        if let reason = action.disabledReason { return [.flash(.warning(reason))] }
        if action.needsWholeForm, !faults.isEmpty {
            showsAll = true
            let count = faults.count
            return [.flash(.warning("\(count) " + (count == 1 ? "thing is" : "things are") + " wrong: n goes there"))]
        }
        let wanted = steps[stepIndex].perform(id, &draft, at: now)
        return carryOutAndSave(wanted, of: stepIndex, at: now)
    }

    /// What a finished step leaves is not kept again.
    private mutating func carryOutAndSave(
        _ wanted: [StepCommand<any Sendable>], of step: Int, at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        let isFinished = wanted.contains { if case .finished = $0 { true } else { false } }
        let commands = carryOut(wanted, of: step, at: now)
        return isFinished ? commands : commands + save(at: now)
    }

    mutating func carryOut(
        _ wanted: [StepCommand<any Sendable>], of step: Int, at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        wanted.flatMap { command -> [ScreenCommand<Message>] in
            switch command {
            case .screen(let command): return [command.map { .happened(step: step, $0) }]
            case .go(let title):
                guard let target = steps.firstIndex(where: { $0.title == title }) else { return [] }
                return enter(target, at: now)
            case .ask(let dialog, let action):
                isInField = false
                question = (FormQuestion(dialog), .action(action))
                return []
            case .finished: return forget()
            }
        }
    }

    /// Called after each change; what is saved is what the last one left, and at the latest some time after the first.
    mutating func save(at now: ClockReading) -> [ScreenCommand<Message>] {
        revision += 1
        guard keeping == .kept, let drafts = source.drafts, source.isWorthKeeping(draft) else { return [] }
        let (draft, revision) = (draft, revision)
        let since = unsavedSince ?? now.instant
        let isOverdue = now.instant - since >= Self.longestDelay
        unsavedSince = isOverdue ? nil : since
        return [
            .load(name: "draft", delay: isOverdue ? 0 : Self.savingDelay) {
                .draftSaved(await drafts.save(draft, revision))
            }
        ]
    }

    private mutating func forget() -> [ScreenCommand<Message>] {
        revision += 1
        guard keeping == .kept, let drafts = source.drafts else { return [] }
        let revision = revision
        return [
            .act {
                await drafts.remove(revision)
                return .draftSaved(nil)
            }
        ]
    }

    private mutating func beginEditing(at now: ClockReading) -> [ScreenCommand<Message>] {
        guard let field = focusedField, field.control.focus == .edited else { return [] }
        focus(field)
        let key = FieldKey(step: stepIndex, field: field.id)
        states[key] = states[key] ?? field.control.openedAny(draft)
        isInField = true
        return withControl({ _, _, _ in FieldOutcome() }, at: now)
    }

    /// From here on, then from the start.
    private mutating func seekFault(at now: ClockReading) -> [ScreenCommand<Message>] {
        if let field = focusedField, seek(within: field, fromStart: false) { return [] }
        let all = faults
        guard !all.isEmpty else {
            // Rows may be wrong without keeping the others from being submitted.
            guard let field = fields.first(where: { seek(within: $0, fromStart: true) }) else {
                return [.flash(.info("nothing is wrong"))]
            }
            focus(field)
            return []
        }
        showsAll = true
        let here = order(FieldKey(step: stepIndex, field: focusedField?.id ?? ""))
        let next = all.first { order($0.key) > here } ?? all[0]
        let commands = next.key.step == stepIndex ? [] : enter(next.key.step, at: now)
        if let field = fields.first(where: { $0.id == next.key.field }) {
            focus(field)
            _ = seek(within: field, fromStart: true)
        }
        return commands + [.flash(.warning(next.text))]
    }

    private mutating func seek(within field: FormField<Source.Draft>, fromStart: Bool) -> Bool {
        let key = FieldKey(step: stepIndex, field: field.id)
        return field.control.seekFault(erased: &states[key], draft, fromStart: fromStart)
    }

    private func order(_ key: FieldKey) -> Int {
        key.step * 1_000 + (fields(of: key.step).firstIndex { $0.id == key.field } ?? 0)
    }

    /// Shows another step, unless this one has to ask first.
    private mutating func leave(for step: Int, at now: ClockReading) -> [ScreenCommand<Message>] {
        guard step != stepIndex, revisionToLeave != revision,
            let asked = steps[stepIndex].questionBeforeLeaving(draft)
        else { return enter(step, at: now) }
        isInField = false
        question = (FormQuestion(asked.dialog), .leaveStep(asked, step))
        return []
    }

    private mutating func answer(_ input: TextInput, at now: ClockReading) -> [ScreenCommand<Message>] {
        guard let outcome = question?.asked.type(input, at: now), outcome != .open, let purpose = question?.purpose
        else { return [] }
        question = nil
        switch (purpose, outcome == .confirmed) {
        case (.action(let id), true):
            let wanted = steps[stepIndex].perform(id, &draft, at: now)
            return carryOutAndSave(wanted, of: stepIndex, at: now)
        case (.leave, true): return [.pop]
        case (.action, false), (.leave, false): return []
        case (.leaveStep(let asked, let target), true):
            let here = stepIndex
            let wanted = steps[here].perform(asked.action, &draft, at: now)
            let commands = carryOutAndSave(wanted, of: here, at: now)
            // An action that could not be done has not left the step.
            return stepIndex == here || stepIndex == target ? commands : commands + enter(target, at: now)
        case (.leaveStep(let asked, _), false):
            revisionToLeave = revision
            return [.flash(.warning(asked.remark))]
        case (.draft, true):
            keeping = .kept
            return forget() + [.flash(.info("the draft was discarded"))]
        case (.draft(let kept), false):
            keeping = .kept
            draft = kept
            states = [:]
            return enter(stepIndex, at: now)
        }
    }

    private mutating func receive(
        _ found: FormDrafts<Source.Draft>.Found, at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        switch found {
        case .nothing:
            keeping = .kept
            return revision > 0 ? save(at: now) : []
        case .kept(let kept, let time):
            isInField = false
            let text = source.text(for: kept)
            let when = TimeStyle.utc.text(time, at: now)
            // Going on is the safe answer: it is what Enter and Esc give.
            question = (
                FormQuestion(
                    Dialog(
                        title: "A draft is there",
                        lines: [StyledText("Continue the draft of " + when + " with " + text + "?")],
                        confirm: Dialog.Button("Discard it", shortcut: "d", isDanger: true),
                        keep: Dialog.Button("Continue it", shortcut: "y"))),
                .draft(kept)
            )
            return []
        case .inUse:
            keeping = .off
            return [.flash(.warning("this form is open elsewhere: no draft is kept here"))]
        case .refused(let why):
            keeping = .off
            return [.flash(.error("no draft is kept: " + why))]
        }
    }

    private mutating func askBeforeLeaving() {
        let text = source.text(for: draft)
        question = (
            FormQuestion(
                Dialog(
                    title: "Leave and lose it?",
                    lines: [StyledText("No draft is kept here: " + text + " would be lost.")],
                    confirm: Dialog.Button("Lose it", shortcut: "d", isDanger: true),
                    keep: Dialog.Button("Stay", shortcut: "n"))),
            .leave
        )
    }

    private func openEditor() -> [ScreenCommand<Message>] {
        guard let text = steps[stepIndex].editorText(draft) else {
            return [.flash(.warning("nothing here goes to an editor"))]
        }
        let step = stepIndex
        return [.edit(text, done: { .edited(step: step, $0) })]
    }
}
