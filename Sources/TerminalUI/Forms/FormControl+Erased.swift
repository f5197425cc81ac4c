/// The same with the state in any box, for a form that holds controls of every kind.
extension FormControl {
    func openedAny(_ draft: Draft) -> any Sendable { opened(draft) }

    func press(_ key: Key, erased: inout (any Sendable)?, _ draft: inout Draft) -> FieldOutcome {
        var state = erased as? State ?? opened(draft)
        defer { erased = state }
        return press(key, &state, &draft)
    }

    func type(_ input: TextInput, erased: inout (any Sendable)?, _ draft: inout Draft) -> FieldOutcome {
        var state = erased as? State ?? opened(draft)
        defer { erased = state }
        return type(input, &state, &draft)
    }

    func lookup(erased: (any Sendable)?) -> FieldLookup? { (erased as? State).flatMap { lookup($0) } }

    func receive(_ candidates: [String], for text: String, erased: inout (any Sendable)?) {
        guard var state = erased as? State else { return }
        receive(candidates, for: text, &state)
        erased = state
    }

    func seekFault(erased: inout (any Sendable)?, _ draft: Draft, fromStart: Bool) -> Bool {
        var state = erased as? State ?? opened(draft)
        defer { erased = state }
        return seekFault(&state, draft, fromStart: fromStart)
    }

    func height(_ look: FieldLook, erased: (any Sendable)?, _ draft: Draft) -> FieldHeight {
        height(look, erased as? State ?? opened(draft), draft)
    }

    func draw(
        _ look: FieldLook, erased: inout (any Sendable)?, _ draft: Draft, into frame: inout Frame, area: Rect
    ) {
        var state = erased as? State ?? opened(draft)
        draw(look, &state, draft, into: &frame, area: area)
        erased = state
    }
}
