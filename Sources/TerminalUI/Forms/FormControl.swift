/// How a field is shown and changed; a value without state, which the form keeps for it.
package protocol FormControl<Draft>: Sendable {
    associatedtype Draft: Sendable
    /// What is remembered of it while the form is open, such as the cursor in a text.
    associatedtype State: Sendable

    var focus: FieldFocus { get }
    /// Keys that it takes while it has the focus without being edited.
    func keys(_ draft: Draft) -> KeyTable<Key>
    func fault(_ draft: Draft) -> FormFault?
    func opened(_ draft: Draft) -> State
    func press(_ key: Key, _ state: inout State, _ draft: inout Draft) -> FieldOutcome
    func type(_ input: TextInput, _ state: inout State, _ draft: inout Draft) -> FieldOutcome
    /// What has to be looked up for what was typed; its answer arrives in `receive`.
    func lookup(_ state: State) -> FieldLookup?
    func receive(_ candidates: [String], for text: String, _ state: inout State)
    /// Goes to what is wrong within it, the next or the first; false where nothing is.
    func seekFault(_ state: inout State, _ draft: Draft, fromStart: Bool) -> Bool
    /// Lines wanted beside its label.
    func height(_ look: FieldLook, _ state: State, _ draft: Draft) -> FieldHeight
    func draw(_ look: FieldLook, _ state: inout State, _ draft: Draft, into frame: inout Frame, area: Rect)
}

/// What the focus means for a control.
package enum FieldFocus: Hashable, Sendable {
    /// It is only looked at.
    case none
    /// Enter, or a key of its own, acts at once.
    case pressed
    /// Enter begins to edit it.
    case edited
}

/// Lines that a control takes: so many, or at least so many and what is left up to a bound.
package enum FieldHeight: Hashable, Sendable {
    case fixed(Int)
    case flexible(minimum: Int, maximum: Int = .max)

    var minimum: Int {
        switch self {
        case .fixed(let rows), .flexible(let rows, _): rows
        }
    }

    var maximum: Int {
        switch self {
        case .fixed(let rows), .flexible(_, let rows): rows
        }
    }

    var isFlexible: Bool {
        switch self {
        case .fixed: false
        case .flexible: true
        }
    }
}

/// How a control is to look now.
package struct FieldLook: Hashable, Sendable {
    package let isFocused: Bool
    package let isEdited: Bool
    package let isFaulty: Bool
    /// Of the room beside its label.
    package let columns: Int

    var style: Style {
        if isFaulty { return Style(.fieldError, on: isEdited ? .fieldFocus : nil) }
        return isEdited ? Style(.fieldFocus, on: .fieldFocus) : Style(.field)
    }
}

/// What came of a key in a field.
package struct FieldOutcome: Hashable, Sendable {
    package enum Move: Hashable, Sendable { case stay, next, previous, leave, edit }

    package var move: Move
    package var isChanged: Bool
    /// The step's action that a button stands for.
    package var action: String?
    package var remark: SafeText?

    package init(_ move: Move = .stay, isChanged: Bool = false, action: String? = nil, remark: SafeText? = nil) {
        self.move = move
        self.isChanged = isChanged
        self.action = action
        self.remark = remark
    }
}

/// A question about what was typed, for an effect to answer.
package struct FieldLookup: Sendable {
    package let text: String
    package let work: @Sendable () async -> [String]

    package init(text: String, work: @escaping @Sendable () async -> [String]) {
        self.text = text
        self.work = work
    }
}

extension FormControl {
    package func keys(_ draft: Draft) -> KeyTable<Key> { [] }
    package func fault(_ draft: Draft) -> FormFault? { nil }
    package func press(_ key: Key, _ state: inout State, _ draft: inout Draft) -> FieldOutcome { FieldOutcome() }
    package func type(_ input: TextInput, _ state: inout State, _ draft: inout Draft) -> FieldOutcome {
        FieldOutcome()
    }
    package func lookup(_ state: State) -> FieldLookup? { nil }
    package func receive(_ candidates: [String], for text: String, _ state: inout State) {}
    package func seekFault(_ state: inout State, _ draft: Draft, fromStart: Bool) -> Bool { false }
    package func height(_ look: FieldLook, _ state: State, _ draft: Draft) -> FieldHeight { .fixed(1) }
}
